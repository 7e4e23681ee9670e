"""A hall that works until it is killed, and says what it has acknowledged, a line each."""

import sys

from tests.stage import set_stage

CITIZENS_MAX = 20_000


def main(url: str) -> None:
    stage = set_stage(url)
    stage.open()
    for number in range(CITIZENS_MAX):
        issued = stage.issue().ticket
        tell(f"issued {issued.id} {issued.label}")
        if number % 3 == 2:
            called = stage.call()
            assert called is not None
            tell(f"called {called.id} {called.label}")
            serving = stage.start(called.id)
            stage.finish(serving)
            tell(f"served {called.id} {called.label}")
        stage.clock.move(seconds=1)


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
