"""A local Slack workspace in one process: for trying the bot, and for testing it.

The unchanged bot talks to it as to Slack (`SLACK_API_URL`), people use its one web page,
tests drive it as `sandbox.person.Person`.

    app         the process: routes, start and stop
    web_api     the methods the bot calls            -> workspace
    client      what the page and the tests call     -> workspace, interactions
    interactions  clicks, submits, commands on their way to the bot  -> delivery
    announcements what happens in the workspace, told to bot, page and disk
    delivery    Socket Mode, or signed HTTP requests; acks and retries
    block_kit   Slack's limits for blocks and views
    workspace   people, channels, messages, views: what is there
"""
