"""移送: the cases that wait, the packets that went up, and the check of a packet's file."""
