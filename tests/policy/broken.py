"""Every way in which a policy can be broken: what it says, the line (None: the whole file), and what is told."""

HEAD = "version: 1\nrules:\n  - tool: pay\n"
"""The rule's next key stands in line 4."""

BROKEN = {
    # No YAML.
    "a tab": ("version: 1\nrules:\n\t- tool: pay\n", 3, "Expected: spaces; YAML allows no tabs here."),
    "a bare @": (f"{HEAD}    approvers: @finance\n", 4, "Expected: quotes around a text that begins with @."),
    "a bare #": (f"{HEAD}    channel: #payments\n", 4, "'channel' is empty. Expected: a value, in quotes if it begins"),
    "a bare *": ('version: 1\nread_only: [*_list, "x"]\n', 2, "Expected: an alias of something that stands above it."),
    "a colon in a text": (f"{HEAD}    pass: reads: only\n", 4, "and quotes around a text with a colon in it."),
    "a quote that never ends": (f'{HEAD}    pass: "reads only\n', 5, "Expected: YAML."),
    "a bracket that never ends": (f"{HEAD}    decisions: [approve\n", 5, "Expected: YAML."),
    "keys in different columns": (
        f"{HEAD}    quorum: 1\n   risk: low\n",
        5,
        "Expected: every key of a group in the same",
    ),
    "two documents": ("version: 1\n---\nversion: 1\n", 2, "Expected: one policy, without '---' inside it."),
    "a control character": ("version: 1\nrules:\n  - tool: p\x07ay\n", 3, "U+0007 is not allowed. Expected: text."),
    "bad UTF-8": (b"version: 1\nread_only: [\xe4]\n", 2, "byte 0xe4 is no text. Expected: a file in UTF-8."),
    "UTF-16": ("version: 1\n".encode("utf-16"), 1, "Expected: a file in UTF-8."),
    # YAML, but no policy.
    "nothing": ("", 1, "the policy is empty. Expected: 'version: 1' and rules."),
    "only a comment": ("# later\n", 1, "the policy is empty. Expected: 'version: 1' and rules."),
    "a list at the top": (
        "- tool: pay\n",
        1,
        "the policy does not begin with a key. Expected: 'version: 1' and rules.",
    ),
    "a word at the top": ("everything\n", 1, "the policy does not begin with a key."),
    "a key that is a list": (f"{HEAD}    [a]: 1\n", 4, "a key is not a word. Expected: 'key: value'."),
    "a key twice": (f"{HEAD}    quorum: 2\n    quorum: 1\n", 5, "'quorum' is there twice. Expected: each key once."),
    "a tag": (f"{HEAD}    when: !!python/name:os.system x\n", 4, "Expected: a plain value, in quotes if"),
    "a number that is none": (f"{HEAD}    quorum: !!int two\n", 4, "Expected: a plain value, in quotes if"),
    # Keys.
    "no version": ("rules: []\n", 1, "'version' is missing. Expected: 'version:' with 1."),
    "another version": ("version: 2\n", 1, "'version' is 2. Expected: 1."),
    "a version that is true": ("version: true\n", 1, "'version' is true. Expected: 1."),
    "an unknown key at the top": ("version: 1\nrule: []\n", 2, "'rule' is unknown here. Expected: 'rules'."),
    "an unknown key of a rule": (f"{HEAD}    aprovers: U1\n", 4, "'aprovers' is unknown here. Expected: 'approvers'."),
    "a key nobody can guess": (
        f"{HEAD}    zzz: 1\n",
        4,
        "'zzz' is unknown here. Expected: one of decisions, approvers",
    ),
    "an unknown key of a stage": (f"{HEAD}    stages: [{{approvers: U1, quorom: 2}}]\n", 4, "Expected: 'quorum'."),
    "a rule without a tool": (
        "version: 1\nrules:\n  - approvers: U1\n",
        3,
        "'tool' is missing. Expected: 'tool:' with",
    ),
    "a stage without approvers": (f"{HEAD}    stages: [{{name: Lead}}]\n", 4, "'approvers' is missing. Expected: 'app"),
    "hours without days": ('version: 1\nhours: {zone: UTC, from: "09:00", to: "17:00"}\n', 2, "'days' is missing."),
    # Values.
    "rules that are no list": (
        "version: 1\nrules: {tool: pay}\n",
        2,
        "'rules' is a group of keys. Expected: a list of",
    ),
    "a rule that is a word": ("version: 1\nrules: [pay]\n", 2, "'rules' has 'pay'. Expected: a rule that begins with"),
    "defaults that are a list": ("version: 1\ndefaults: [a]\n", 2, "'defaults' is a list. Expected: keys of a rule."),
    "no tools": ("version: 1\nrules:\n  - tool: []\n", 3, "'tool' is an empty list. Expected: at least one tool."),
    "a tool that is no name": (
        "version: 1\nrules:\n  - tool: pay out\n",
        3,
        "'tool' is 'pay out'. Expected: the name of",
    ),
    "a quorum in words": (f"{HEAD}    quorum: two\n", 4, "'quorum' is 'two'. Expected: a whole number of at least 1."),
    "a quorum of nobody": (f"{HEAD}    quorum: 0\n", 4, "'quorum' is 0. Expected: a whole number of at least 1."),
    "half a person": (f"{HEAD}    quorum: 1.5\n", 4, "'quorum' is 1.5. Expected: a whole number of at least 1."),
    "a quorum that is true": (f"{HEAD}    quorum: true\n", 4, "'quorum' is true. Expected: a whole number"),
    "no approvers": (f"{HEAD}    approvers: []\n", 4, "'approvers' is an empty list. Expected: at least one of"),
    "an approver by first name": (
        f"{HEAD}    approvers: [U1, anna]\n",
        4,
        "'approvers' has 'anna'. Expected: \"@group\"",
    ),
    "no decisions": (f"{HEAD}    decisions: []\n", 4, "'decisions' is an empty list. Expected: at least one decision."),
    "an unknown decision": (f"{HEAD}    decisions: [aprove]\n", 4, "'decisions' has 'aprove'. Expected: approve, edit"),
    "a timeout without a unit": (
        f"{HEAD}    timeout: 24\n",
        4,
        "'timeout' is 24. Expected: a duration such as 90s, 15m",
    ),
    "a timeout of nothing": (f"{HEAD}    timeout: 0h\n", 4, "'timeout' is '0h'. Expected: a duration such as 90s, 15m"),
    "approval at the end": (
        f"{HEAD}    on_timeout: approve\n",
        4,
        "'on_timeout' is 'approve'. Expected: reject or escal",
    ),
    "an unknown risk": (f"{HEAD}    risk: hihg\n", 4, "'risk' is 'hihg'. Expected: low, normal or high."),
    "yes in place of true": (f"{HEAD}    private: yes\n", 4, "'private' is 'yes'. Expected: true or false."),
    "a channel by its bare name": (
        f"{HEAD}    channel: payments\n",
        4,
        "'channel' is 'payments'. Expected: \"#channel\"",
    ),
    "an argument that is no name": (
        f"{HEAD}    redact: [card..number]\n",
        4,
        "'redact' has 'card..number'. Expected: the",
    ),
    "a reason for an approval": (f"{HEAD}    reason_required: [approve]\n", 4, "Expected: reject or edit."),
    "an empty reason to pass": (f'{HEAD}    pass: ""\n', 4, "'pass' is ''. Expected: a sentence"),
    "an unknown zone": (
        'version: 1\nhours: {zone: Mars, days: [mon], from: "09:00", to: "17:00"}\n',
        2,
        "'zone' is 'Mars'. Expected: a time zone such as Europe/Berlin.",
    ),
    "a time that is none": (
        "version: 1\nhours: {zone: UTC, days: [mon], from: 9, to: '17:00'}\n",
        2,
        "'from' is 9. Expected: a time such as \"09:00\".",
    ),
    "hours that end before they begin": (
        'version: 1\nhours: {zone: UTC, days: [mon], from: "18:00", to: "09:00"}\n',
        2,
        "'to' is not later than 'from'. Expected: hours of one day.",
    ),
    # Conditions.
    "a condition that ends too early": (
        f"{HEAD}    when: args.amount >\n",
        4,
        "it ends too early or goes on too long.",
    ),
    "a condition in plain words": (f"{HEAD}    when: amount is large\n", 4, "Expected: a condition on args, tool"),
    "an unknown name in a condition": (
        f"{HEAD}    when: amount > 3\n",
        4,
        "'when' cannot be asked: 'amount' is unknown.",
    ),
    "kinds that do not compare": (f"{HEAD}    when: tool > 3\n", 4, "'>' does not go with a text and a whole number."),
    "a condition that is a text": (f"{HEAD}    when: tool\n", 4, "it gives a text, and not true or false."),
    "a condition that is a number": (f"{HEAD}    when: 3\n", 4, "'when' is 3. Expected: a condition on args, tool"),
    "a regular expression that is none": (f"{HEAD}    when: args.to.matches('(')\n", 4, "it is no regular expression."),
    "a zone nobody knows": (f"{HEAD}    when: now.getHours('Mars') > 18\n", 4, "there is no such time zone."),
    "a list that could grow": (f"{HEAD}    when: args.to.map(x, x + x).size() > 3\n", 4, "'map' is unknown."),
    "a condition without end": (
        f"{HEAD}    when: {'args.a || ' * 200}true\n",
        4,
        "2,004 characters, and 1,000 are the most.",
    ),
    "a channel that is compared otherwise": (
        f"{HEAD}    when: channel.endsWith('x')\n",
        4,
        "like this only: channel ==",
    ),
    "a person by handle": (f"{HEAD}    when: requester.id == '@anna'\n", 4, "like this only: requester.id == "),
    "groups that are counted": (f"{HEAD}    when: requester.groups.size() > 1\n", 4, '"@finance" in requester.groups'),
    # Contradictions.
    "pass and approvers": (f"{HEAD}    pass: Small.\n    approvers: U1\n", 5, "'pass' lets the call through, so"),
    "approvers beside stages": (
        f"{HEAD}    approvers: U1\n    stages: [{{approvers: U1}}]\n",
        4,
        "'approvers' in each st",
    ),
    "a quorum beside stages": (f"{HEAD}    quorum: 2\n    stages: [{{approvers: U1}}]\n", 4, "'quorum' in each stage."),
    "more than are named": (
        f"{HEAD}    approvers: [U1, U1]\n    quorum: 2\n",
        5,
        "needs 2 different people, and 1 are",
    ),
    "one person in two stages": (
        f"{HEAD}    stages: [{{approvers: U1}}, {{approvers: U1}}]\n",
        4,
        "these stages need 2 different people, and 1 are named. Expected: as many as are needed.",
    ),
    "confirm beside approvers": (f"{HEAD}    confirm: true\n    approvers: U1\n", 5, "'confirm' asks the asker alone"),
    "confirm of a high risk": (
        f"{HEAD}    risk: high\n    confirm: true\n",
        5,
        "Expected: approvers, or another risk.",
    ),
    "editors without edits": (f"{HEAD}    decisions: [approve]\n    editors: U1\n", 5, "'decisions' has no 'edit'."),
    "a reason for no decision": (
        f"{HEAD}    decisions: [approve, reject]\n    reason_required: edit\n",
        5,
        "'reason_required' has 'edit', and 'decisions' has not. Expected: one of the decisions.",
    ),
    "nothing but no": (f"{HEAD}    decisions: [reject]\n", 4, "Expected: something that lets a call go on."),
    "a reminder after the end": (
        f"{HEAD}    timeout: 4h\n    remind: [2h, 5h]\n",
        5,
        "'remind' has 5h. Expected: earlier",
    ),
    "an escalation after the end": (
        f"{HEAD}    timeout: 4h\n    escalate: {{after: 4h, to: U1}}\n",
        5,
        "'escalate' is after 4h. Expected: earlier than the end, which is 4h after the ask.",
    ),
    "an escalation to nobody": (f"{HEAD}    escalate: {{after: 4h}}\n", 4, "'escalate' tells nobody. Expected: 'to', "),
    "an escalation that never happens": (
        f"{HEAD}    escalate: {{to: U1}}\n",
        4,
        "Expected: 'after' in it, or 'on_time",
    ),
    "an end with nobody to escalate to": (f"{HEAD}    on_timeout: escalate\n", 4, "Expected: 'escalate:' with 'to' or"),
    "two times to escalate": (
        f"{HEAD}    on_timeout: escalate\n    escalate: {{after: 1h, to: U1}}\n",
        4,
        "'escalate' has an 'after' of its own. Expected: one of the two.",
    ),
    "always, of a high risk": (
        f"{HEAD}    risk: high\n    always_allow: {{may: U1, longest: 1d}}\n",
        5,
        "'risk' is 'high'. Expected: another risk, or neither.",
    ),
    "defaults that contradict themselves": (
        "version: 1\ndefaults:\n  confirm: true\n  quorum: 2\n",
        4,
        "'confirm' asks the asker alone, so 'quorum' means nothing.",
    ),
    "a quorum of the defaults that cannot be filled": (
        "version: 1\ndefaults: {quorum: 2}\nrules:\n  - tool: pay\n    approvers: U1\n",
        4,
        "'quorum' needs 2 different people, and 1 are named.",
    ),
    # Less gating than the file means.
    "everything is read-only": (
        'version: 1\nread_only: ["*"]\n',
        2,
        "no call would wait for anybody. Expected: the tool",
    ),
    "a rule for a read-only tool": (
        'version: 1\nread_only: ["pay*"]\nrules:\n  - tool: pay\n',
        4,
        "'pay' would never be asked about, as 'read_only' has 'pay*'. Expected: one of the two.",
    ),
    # What could take the machine down.
    "nested without end": (
        "version: 1\nrules: " + "[" * 3000 + "\n",
        None,
        "it is nested too deeply. Expected: at most",
    ),
    "too many levels": (
        "version: 1\nrules: " + "[" * 20 + "]" * 20 + "\n",
        2,
        "it is nested too deeply. Expected: at most",
    ),
    "an alias of itself": ("version: 1\nrules: &a [*a]\n", 2, "it is nested too deeply. Expected: at most 12 levels."),
    "a bomb of aliases": (
        "version: 1\na: &a [" + "1," * 40 + "]\nb: &b [" + "*a," * 40 + "]\nc: [" + "*b," * 40 + "]\n",
        2,
        "the file grows too large here. Expected: at most 20,000 values.",
    ),
    "a file as large as a book": (b"#" * 1_000_001, None, "is larger than 1,000,000 bytes. Expected: a policy file of"),
}
