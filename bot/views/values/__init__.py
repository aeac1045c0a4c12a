"""What an approver reads of untrusted values: all of it, none of it alive, nothing of it hidden."""
