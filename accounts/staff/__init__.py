"""The people who work at the desk: records, tables, register, notes, commands. Never a citizen."""
