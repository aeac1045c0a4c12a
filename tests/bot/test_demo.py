from bot.demo import invitation


def test_the_demo_says_what_to_say_to_the_agent_that_comes_along() -> None:
    assert invitation("http://127.0.0.1:8765", agent=None) == (
        "\n  Open http://127.0.0.1:8765\n  and say, as Riley: @countersign Email Alice about tomorrow's review\n"
    )


def test_what_another_agent_understands_is_left_to_its_author() -> None:
    assert invitation("http://127.0.0.1:8765", agent="examples.trip:graph") == "\n  Open http://127.0.0.1:8765\n"
