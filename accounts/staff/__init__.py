"""The people who work at the desk: records, tables, register, notes, commands. It holds no citizen."""
