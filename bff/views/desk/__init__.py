"""The desk: screens for clerks, supervisors, case officers and administrators. No screens for citizens."""
