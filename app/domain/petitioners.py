"""Who asks: petitioners, representatives, masking, and what makes two of them the same person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from app.domain.errors import InvalidField

MOST_REPRESENTATIVES = 5
"""代表人数不得超过5人 (Art. 20 ¶3)."""


@dataclass(frozen=True, slots=True)
class Petitioner:
    """One person who asks. An empty name is somebody who did not give one.

    ``id_number`` is text, 18 characters; collected only when given (PIPL Art. 6).
    """

    name: str = ""
    id_number: str = ""
    phone: str = ""
    unit: str = ""
    address: str = ""
    staff_number: str = ""
    post: str = ""
    representative: bool = False
    initials: str = field(default="", compare=False)

    def cleaned(self) -> Petitioner:
        """The same person without stray spaces and with the identity number's X in capitals."""
        return replace(
            self,
            name=" ".join(self.name.split()),
            id_number=re.sub(r"\s", "", self.id_number).upper(),
            phone=re.sub(r"\s", "", self.phone),
            unit=self.unit.strip(),
            address=self.address.strip(),
            staff_number=self.staff_number.strip(),
            post=self.post.strip(),
        )

    def masked(self) -> Petitioner:
        """The person as lists, packets and figures show him: name and numbers covered."""
        return replace(self.covered(), name=mask_name(self.name))

    def covered(self) -> Petitioner:
        """The person by name, numbers and address covered; covering twice covers no more."""
        return replace(
            self,
            id_number=mask_id_number(self.id_number),
            phone=mask_phone(self.phone),
            address=mask_address(self.address),
        )


def mask_name(name: str) -> str:
    """王建国 → 王*国, 王芳 → 王*, one character stays as it is; nothing for nobody."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_line(people: str) -> str:
    """王建国等3人 → 王*国等3人; 匿名 stays; a name may have 等 in it."""
    if people == "匿名":
        return people
    others = _AND_OTHERS.search(people)
    return mask_name(people[: others.start()]) + others.group() if others else mask_name(people)


_AND_OTHERS = re.compile(r"等[0-9]+人$")


def mask_id_number(number: str) -> str:
    """The first and last four characters stay: 1402**********123X. Short numbers are covered whole."""
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_phone(phone: str) -> str:
    """138****4321; of a short number only the last two digits stay."""
    if len(phone) >= 10:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_address(address: str) -> str:
    """The first six characters stay (usually the district), the rest is covered."""
    return address if len(address) <= 6 else address[:6] + "****"


def petitioners_line(petitioners: tuple[Petitioner, ...], *, anonymous: bool) -> str:
    """The short unmasked name line of a case: 王建国, 王建国等3人, 匿名."""
    names = [petitioner.name for petitioner in petitioners if petitioner.name]
    if anonymous or not names:
        return "匿名"
    return names[0] if len(petitioners) == 1 else f"{names[0]}等{len(petitioners)}人"


def check_petitioners(
    petitioners: tuple[Petitioner, ...], *, anonymous: bool, people_count: int
) -> list[InvalidField]:
    """Everything that is wrong with the people of one case (Arts. 19, 20)."""
    problems = []
    if not anonymous and not any(petitioner.name for petitioner in petitioners):
        problems.append(InvalidField("name", "请填写信访人姓名；不愿留名的请选“匿名”"))
    if sum(petitioner.representative for petitioner in petitioners) > MOST_REPRESENTATIVES:
        problems.append(
            InvalidField("representatives", f"代表不得超过{MOST_REPRESENTATIVES}人（条例第二十条）")
        )
    if people_count < len([p for p in petitioners if p.name]):
        problems.append(InvalidField("people_count", "信访人数少于所列姓名，请改正人数"))
    return problems


def representatives_wanted(
    petitioners: tuple[Petitioner, ...], *, people_count: int, visit: bool, group_from: int
) -> str:
    """What a group visit still lacks: it chooses who speaks for it (Art. 20 ¶3); empty when it lacks nothing."""
    if not visit or people_count < group_from or any(one.representative for one in petitioners):
        return ""
    return f"{people_count}人走访，应当推选代表，代表不超过{MOST_REPRESENTATIVES}人（条例第二十条第三款）；请补登代表"


def same_person(one: Petitioner, other: Petitioner) -> bool:
    """Whether two records are surely one person: the same identity number, or name and phone.

    A name alone never is: in a coal group many people share one. A human decides about the rest.
    """
    if one.id_number and one.id_number == other.id_number:
        return True
    return bool(one.name and one.name == other.name and one.phone and one.phone == other.phone)
