"""What the papers of the walks say; invented."""

RECEIPT = {"procedure": "属于本单位职责，核实后答复", "time_limit": "核实后尽快回复"}
SUGGESTION = {"adopted": "partly", "opinion": "已在综采一区试行，其余待下一年度预算。"}
ANSWERS = {
    "result_1": "supported",
    "answer_1": "已核实少算十五个夜班，随十月工资补发。",
    "result_2": "explained",
    "answer_2": "核对办法见所附说明。",
}
REPLY = {**ANSWERS, "facts": "查了七月到九月的考勤和工资表。", "basis": "《夜班津贴管理办法》第六条"}
REMEDY = {
    "remedy_unit": "云岭集团有限公司",
    "remedy_way": "当面或者邮寄：云岭大街1号信访接待室",
    "remedy_materials": "身份证明、处理意见书、申请书",
}
DECISION = {**REPLY, **REMEDY}
REVIEW = {
    **ANSWERS,
    "request": "请求再补发六月的津贴",
    "facts": "六月考勤已经核对，没有少算。",
    "basis": "《夜班津贴管理办法》第六条",
}
EXPLANATION = {
    "policy": "《夜班津贴管理办法》第六条",
    "reason": "津贴标准由公司劳资部门核定，区队没有权限",
    "suggestion": "建议由劳资部门核算",
    "body": "一、信访人的诉求\n补发夜班津贴。\n二、核实情况\n考勤已核对。\n三、不能解决的原因\n津贴标准由公司核定。",
}
ROUTE = {
    "procedure": "依法申请",
    "basis": "有关法律的规定",
    "organ": "云岭市有关机关",
    "organ_address": "云岭市中心街8号",
    "organ_phone": "0352-0000808",
    "materials": "身份证明、工资表、考勤记录",
    "right_limit": "以有权机关的规定为准",
}
EXTENSION = {
    "reason": "需要查三年的考勤档案",
    "approver": "赵志强",
    "approver_post": "经理",
    "told_way": "当面",
}
OBJECTION = {
    "assign_number": "云集信转〔2026〕7号",
    "facts": "信访人的劳动关系在洗选厂",
    "reason": "不是本单位职工，不由本单位管理",
    "basis": "《信访工作条例》第二十三条第三款",
    "suggested_unit": "洗选厂",
}
OUTSIDE = {
    "unit": "云岭集团有限公司",
    "number": "云集复〔2026〕1号",
    "dated_on": "2026-09-19",
    "result": "维持原意见",
}

MEETING = {"meeting": "区务会", "held_on": "2026-09-10", "attendees": "孙立平等五人", "result": "部分采纳"}
HEARING = {
    "met_at": "9时",
    "place": "会议室",
    "host": "赵志强",
    "recorder": "郭晓梅",
    "present": "王建国，劳资科",
    "facts": "双方陈述",
}
ASKED = {"way": "书面", "grounds": "六月的也少了"}
"""A review that is asked for; ``reviewer`` beside it."""
REFUSED_RECEIPT = {"way": "refused", "refused_reason": "不愿签收", "witness": "工会 田雨"}
RECEPTION = {
    "reception_kind": "reception",
    "leader_name": "孙立平",
    "leader_post": "区长",
    "met_at": "9月2日9时",
    "place": "区队会议室",
    "facts": "反映津贴少发",
    "opinion": "三天内核清",
    "receiver_office": "区队核算员",
}
SUPERVISION = {"receiver_office": "综采一区", "reason": "逾期没有反馈", "requirement": "七日内反馈"}
LOWER_OPINION = {
    "unit": "洗选厂",
    "number": "洗信意〔2026〕2号",
    "dated_on": "2026-09-01",
    "result": "不予支持",
}
COMPANY_OPINION = {
    "unit": "云岭煤业有限公司",
    "number": "云岭信访意〔2026〕1号",
    "dated_on": "2026-10-28",
    "result": "补发",
}
FINAL_OPINION = {"unit": "省国资委", "number": "复核3号", "result": "维持"}
FINAL_HEARING = {"first": "2027-02-20", "last": "2027-02-24", "reason": "复核听证"}
