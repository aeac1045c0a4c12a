# ruff: noqa: RUF001, S608 - Chinese has its own punctuation; values are quoted, and a person approves every write
"""Questions about the shop and changes to it, as SQL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.demo.money import read_money
from agent.demo.steps import ANSWERED_INSTEAD, EDITED, NOT_DONE, Call, Language, Outcome, Phrase, Report, Steps, Turn

_LOOK = Phrase(en="I look that up in the database:\n{sql}", zh="我在数据库里查询：\n{sql}")
_CHANGE = Phrase(
    en="Because you asked “{title}”, I will change the database:\n{sql}",
    zh="因为你要求“{title}”，我将修改数据库：\n{sql}",
)
_COUNTED = Phrase(en="The answer is {count}.", zh="答案是 {count}。")
_FOUND = Phrase(en="This is what I found:\n```\n{table}\n```", zh="查询结果：\n```\n{table}\n```")
_NOTHING = Phrase(en="There is nothing of that kind.", zh="没有符合条件的记录。")
_CHANGED = Phrase(en="Done. Rows changed: {count}\n```\n{sql}\n```", zh="已完成，改动了 {count} 行：\n```\n{sql}\n```")
_RAN = Phrase(en="Done:\n```\n{sql}\n```", zh="已执行：\n```\n{sql}\n```")

_TABLES = {
    "orders": r"\borders?\b|订单",
    "customers": r"\b(?:customers?|clients?)\b|客户|顾客",
    "products": r"\b(?:products?|articles?|prices?|stock)\b|产品|商品|价格|库存",
    "payments": r"\bpayments?\b|付款记录|支付记录",
}
_STATUSES = {
    "cancelled": r"\bcancell?ed\b|取消",
    "shipped": r"\bshipped\b|\bsent\b|发货",
    "paid": r"\bpaid\b|已付款?|已支付|付清",
    "open": r"\b(?:open|pending)\b|未完成|待处理|未处理|进行中",
}
_LISTS = {
    "orders": (
        "SELECT orders.id, customers.name AS customer, orders.status, orders.ordered_on"
        " FROM orders JOIN customers ON customers.id = orders.customer_id"
    ),
    "customers": "SELECT id, name, city FROM customers",
    "products": "SELECT id, name, price, currency, stock FROM products",
    "payments": "SELECT id, payee, amount, currency, reason, at FROM payments",
}
_NUMBER = re.compile(
    r"(?:#|\b(?:orders?|customers?|products?|number|no\.?)|订单|客户|产品|商品)\s*(?:号|编号)?\s*#?\s*(\d{1,9})\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bhow many\b|\bnumber of\b|\bcount\b|多少个?|几个|几笔", re.IGNORECASE)
_LIST = re.compile(
    r"^(?:list|show|display|which|what|see|give me|get)\b|列出|显示|查看|看看|看一下|查一下|查询|哪些|有什么|^所有",
    re.IGNORECASE,
)
_DELETE = re.compile(r"^(?:delete|remove|purge)\b|删除|删掉|清除|移除", re.IGNORECASE)
_MARK = re.compile(
    r"\b(?:mark|set|change|update)\b.*\b(?:as|to)\b|标记|标为|改为|改成|设为|设成|更新为", re.IGNORECASE | re.DOTALL
)
_PRICE = re.compile(
    r"(?:set|change|update|raise|lower)\s+(?:the\s+)?price\s+of\s+(?:the\s+)?(?P<name>.+?)\s+to\s+(?P<price>.+)"
    r"|(?:把|将)?\s*(?P<chinese>.+?)\s*的?价格\s*(?:改为|改成|设为|设成|调整为|调到|改到)\s*(?P<chinese_price>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NEGATED = re.compile(r"\bnot\b|n't\b|\bun(?:paid|shipped)\b|\bexcept\b|未发货|未付|没有|不是|除了", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:delete|remove|purge|mark|set|change|update|the|all|every|a|of|to|as|is|are|that|which|were|have|been|with"
    r"|status|in|from|our|shop|database)\b|[把将请的已被了订单所有全部状态]|删除|删掉|清除|移除|标记|标为|改为|改成|设为|设成|更新为|为",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:all|every)\b|所有|全部", re.IGNORECASE)
_FENCED = re.compile(r"```(?:sql\b)?\s*(?P<block>.+?)\s*```|`(?P<inline>[^`]+)`", re.IGNORECASE | re.DOTALL)
_SPOKEN = re.compile(
    r"(?:(?:run|execute|执行|运行)\s*(?:(?:the\s+|this\s+|这条\s*)?(?:sql|query|statement|语句)(?![a-z])|(?=`))|sql(?=\s*[:：]))"
    r"\s*(?:query|statement|语句)?\s*[:：]?\s*(?P<sql>.+)",
    re.IGNORECASE | re.DOTALL,
)
_STATEMENT = re.compile(
    r"^(?:select\s.+\sfrom\s.+|select\s+[\d('].*|with\s+\w+.*\bas\s*\(.+|delete\s+from\s.+|update\s+\w+\s+set\s.+|insert\s+into\s.+"
    r"|(?:create|drop|alter)\s+(?:table|view|index)\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EDGES = " \t\n.,!?。，！？\"'"
_READ = re.compile(r"^\s*(?:select|with|values)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    title: str
    sql: str

    def steps(self, language: Language) -> Steps:
        words = _LOOK if _READ.match(self.sql) else _CHANGE
        turn = Turn(words.say(language, sql=self.sql, title=self.title), [Call("run_sql", {"query": self.sql})])
        [outcome] = yield turn
        if not outcome.done:
            return Report(NOT_DONE.say(language, what=self.title, why=outcome.text), done=False)
        return Report((EDITED.say(language) if outcome.edited else "") + _told(outcome, language))


def read_statement(clause: str) -> Query | None:
    """SQL that the person wrote themselves."""
    spoken = _SPOKEN.fullmatch(clause)
    text = (spoken["sql"] if spoken else clause).strip()
    fenced = _FENCED.match(text)
    sql = (fenced["block"] or fenced["inline"]).strip() if fenced else text
    return Query(title=sql, sql=sql) if spoken or _STATEMENT.match(sql) else None


def read(clause: str) -> Query | None:
    if _NEGATED.search(clause):
        return None
    sql = _price(clause) or _mark(clause) or _delete(clause) or _count(clause) or _list(clause)
    return Query(title=clause.strip(_EDGES), sql=sql) if sql else None


def _told(outcome: Outcome, language: Language) -> str:
    sql = outcome.argument("query")
    changed = re.match(r"Done, (\d+) rows? changed\.$", outcome.text)
    if changed:
        return _CHANGED.say(language, count=changed.group(1), sql=sql)
    if outcome.text == "Done.":
        return _RAN.say(language, sql=sql)
    if outcome.text == "No rows.":
        return _NOTHING.say(language)
    counted = re.match(r"count\n(\d+)$", outcome.text)
    if counted:
        return _COUNTED.say(language, count=counted.group(1))
    if not _READ.match(sql) and "|" not in outcome.text:
        return ANSWERED_INSTEAD.say(language, text=outcome.text)
    return _FOUND.say(language, table=outcome.text)


def _price(clause: str) -> str | None:
    match = _PRICE.fullmatch(clause)
    money = read_money(match["price"] or match["chinese_price"]) if match else None
    if match is None or money is None:
        return None
    name = match["name"] or match["chinese"]
    product = _text(name.strip(_EDGES).lower())
    return f"UPDATE products SET price = {money.amount:.2f} WHERE lower(name) = {product}"


def _mark(clause: str) -> str | None:
    number, status = _NUMBER.search(clause), _named(_STATUSES, clause)
    if not (_MARK.search(clause) and number and status and _all_understood(clause)):
        return None
    return f"UPDATE orders SET status = {_text(status)} WHERE id = {number.group(1)}"


def _delete(clause: str) -> str | None:
    table = _named(_TABLES, clause)
    condition = _condition(clause, table)
    if not _DELETE.search(clause) or table is None or not (condition or _EVERY.search(clause)):
        return None
    if not _all_understood(clause):
        return None
    return f"DELETE FROM {table}{condition}"


def _count(clause: str) -> str | None:
    table = _named(_TABLES, clause)
    if not _COUNT.search(clause) or table is None:
        return None
    return f"SELECT count(*) AS count FROM {table}{_condition(clause, table)}"


def _list(clause: str) -> str | None:
    table = _named(_TABLES, clause)
    if not _LIST.search(clause) or table is None:
        return None
    return f"{_LISTS[table]}{_condition(clause, table)} ORDER BY {table}.id"


def _all_understood(clause: str) -> bool:
    """Whether a change says nothing beyond these rules: "the cancelled orders of May" must not become all of them."""
    rest = _NUMBER.sub(" ", clause)
    for pattern in (*_STATUSES.values(), *_TABLES.values()):
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    return not any(letter.isalnum() for letter in _FILLER.sub(" ", rest))


def _condition(clause: str, table: str | None) -> str:
    conditions: Sequence[str] = []
    number, status = _NUMBER.search(clause), _named(_STATUSES, clause)
    if number:
        conditions = [*conditions, f"{table}.id = {number.group(1)}"]
    if status and table == "orders":
        conditions = [*conditions, f"orders.status = {_text(status)}"]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _named(words: dict[str, str], clause: str) -> str | None:
    return next((name for name, pattern in words.items() if re.search(pattern, clause, re.IGNORECASE)), None)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
