"""Tools of MCP servers: one long-lived session each, and no trust in what a server says of itself."""
