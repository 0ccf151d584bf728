"""The window: asks app.actions, shows app.domain, knows nothing of SQL, workbooks or PDF drawing."""
