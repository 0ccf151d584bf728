"""文书: the register of what was issued, its preview and printing, and the editor of letters."""
