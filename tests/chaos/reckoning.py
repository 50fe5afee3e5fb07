"""What the answers of a load must have been, given when which store was away: run.sh notes the times, load.py the
answers, and this judges. It knows no clock and no socket; reckoning_test.py plants each defect that it has to find."""

import collections

MARIADB, REDIS = "mariadbd", "redis-server"

# While MariaDB is away the answer is 503, and it does not keep anybody waiting for a time-out.
AT_ONCE_S = 1.0
# The server looks for a lost MariaDB at most a second apart (db/mysql/prober.hpp); the rest is a busy machine's.
HEALS_S = 2.0
# Fewer answers than this while Redis is away, and nothing was tried.
TRIED_MIN = 20

# Times are seconds since the epoch. `what` is the call; status 0 is a broken connection.
Answer = collections.namedtuple("Answer", "what status began ended has_retry_after")
# From just before the kill until the store answered its own client again.
Outage = collections.namedtuple("Outage", "store killed back")


def read_marks(lines):
    """Lines of run.sh: TIME STORE killed|back. A store that never came back is an error of the run."""
    outages, away = [], {}
    for line in lines:
        time, store, event = line.split()
        if event == "killed":
            away[store] = float(time)
        else:
            outages.append(Outage(store, away.pop(store), float(time)))
    if away:
        raise ValueError(f"never back: {', '.join(away)}")
    return sorted(outages, key=lambda outage: outage.killed)


def touches(answer, begin, end):
    return answer.ended >= begin and answer.began <= end


def during(answers, outage):
    """Begun and ended while the store was away."""
    return [one for one in answers if one.began >= outage.killed and one.ended <= outage.back]


def first_success(answers, since):
    """Seconds from `since` to the end of the first success after it; None when there is none."""
    ends = [one.ended for one in answers if one.status == 200 and one.ended >= since]
    return min(ends) - since if ends else None


def judge_answer(answer, outages):
    """What is wrong with one answer; None when nothing is. Redis excuses nothing: not even what was on its way when
    it was killed may fail."""
    if answer.status == 200:
        return None
    if answer.status != 503:
        return f"{answer.what} answered {answer.status or 'nothing: the connection broke'}"
    if not any(touches(answer, one.killed, one.back + HEALS_S) for one in outages if one.store == MARIADB):
        away = [one.store for one in outages if touches(answer, one.killed, one.back)]
        return f"{answer.what} answered 503 with only {' and '.join(away) or 'nothing'} away"
    if answer.ended - answer.began >= AT_ONCE_S:
        return f"{answer.what} answered 503 after {answer.ended - answer.began:.2f} s"
    if not answer.has_retry_after:
        return f"{answer.what} answered 503 without Retry-After"
    return None


def judge_outage(answers, outage):
    """What is wrong with how one outage was lived through."""
    meanwhile = during(answers, outage)
    if outage.store == REDIS and len(meanwhile) < TRIED_MIN:
        return f"only {len(meanwhile)} answers while {outage.store} was away"
    if outage.store == MARIADB and not any(one.status == 503 for one in meanwhile):
        return f"{outage.store} was away and nobody was told"
    healed = first_success(answers, outage.back)
    if healed is None or healed > HEALS_S:
        return f"{outage.store} was back and the first success came after {healed} s"
    return None


def judge(answers, outages):
    wrong = [f"{store} was never killed" for store in (MARIADB, REDIS) if store not in {one.store for one in outages}]
    wrong += filter(None, (judge_outage(answers, outage) for outage in outages))
    wrong += filter(None, (judge_answer(answer, outages) for answer in answers))
    return wrong


def counts(answers):
    by_status = collections.Counter(one.status for one in answers)
    return ", ".join(f"{count} x {status or 'broken'}" for status, count in sorted(by_status.items()))


def waits(answers):
    """Milliseconds of half, of 99 in 100 and of the slowest, for each status."""
    parts = []
    for status in sorted({one.status for one in answers}):
        took = sorted((one.ended - one.began) * 1000 for one in answers if one.status == status)
        middle, high = took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]
        parts.append(f"{status or 'broken'}: {middle:.0f}, {high:.0f}, {took[-1]:.0f} ms")
    return "; ".join(parts)


def timeline(answers, outages, began):
    """The run as the rows of a table: each outage, and the time in which nothing was away."""
    rows = ["| killed | back | store | answers meanwhile | their p50, p99, slowest | first success after it was back |",
            "| --- | --- | --- | --- | --- | --- |"]
    for outage in outages:
        meanwhile, healed = during(answers, outage), first_success(answers, outage.back)
        rows.append(f"| +{outage.killed - began:.1f} s | +{outage.back - began:.1f} s | {outage.store} | "
                    f"{counts(meanwhile)} | {waits(meanwhile)} | "
                    + ("never |" if healed is None else f"{healed * 1000:.0f} ms |"))
    calm = [one for one in answers if not any(touches(one, each.killed, each.back + HEALS_S) for each in outages)]
    rows.append(f"| – | – | nothing away | {counts(calm)} | {waits(calm)} | – |")
    return rows
