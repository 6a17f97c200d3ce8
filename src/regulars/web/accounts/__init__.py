"""Coming in: login, the first administrator, invitations, one-time links."""
