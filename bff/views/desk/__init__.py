"""The desk: the screens of clerks, supervisors, case officers and administrators."""
