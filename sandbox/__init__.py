"""A local Slack workspace in one process: for trying the bot, and for testing it.

The unchanged bot talks to it as to Slack (`SLACK_API_URL`), people use its one web page,
tests drive it as `sandbox.person.Person`.

    app             the process: routes, start and stop
    web_api         the methods the bot calls               -> workspace
    client          what the page and the tests call        -> workspace, interactions, submissions
    interactions    clicks, typed queries and commands on their way to the bot  -> delivery
    submissions     what becomes of a modal                 -> delivery
    transfers       files on their way in and out           -> workspace
    administration  people, groups and channels change      -> workspace
    bot_events, feed, persistence  what happens in the workspace, told to bot, page and disk
    delivery        Socket Mode, or signed HTTP requests; acks and retries
    block_kit       Slack's limits for blocks and views
    workspace       people, groups, channels, messages, files, views: what is there
"""
