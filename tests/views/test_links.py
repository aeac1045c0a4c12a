"""The real host of a link."""

import pytest

from bot.views.values.links import hosts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no link: at all", []),
        ("see https://example.com/a?b=c.", ["example.com"]),
        ("https://good.com@evil.com/x", ["evil.com"]),
        ("https://good.com:443@evil.com", ["evil.com"]),
        ("https:evil.com and https:\\\\evil.org", ["evil.com", "evil.org"]),
        ("[good.com](https://evil.com)", ["evil.com"]),
        ("http://3232235521/", ["192.168.0.1"]),
        ("http://ex%61mple.com", ["example.com"]),
        ("HTTPS://EXAMPLE.COM", ["example.com"]),
        ("www.example.com, www.example.com", ["www.example.com"]),
        ("https://\u0430\u0440\u0440\u04cf\u0435.com", ["xn--80ak6aa92e.com (\u0430\u0440\u0440\u04cf\u0435.com)"]),
        ("https://xn--80ak6aa92e.com", ["xn--80ak6aa92e.com (\u0430\u0440\u0440\u04cf\u0435.com)"]),
        ("https://a<b", ["a"]),
        ("http://a%zz/", ["(a link that browsers refuse)"]),
    ],
)
def test_a_link_leads_where_a_browser_would_go(text: str, expected: list[str]) -> None:
    assert list(hosts(text)) == expected
