import assert from "node:assert/strict";
import { BadShare } from "#lib/app/bad_share.ts";
import { UserError } from "#lib/core/errors.ts";
import { ManualClock } from "../bus/manual_clock.ts";

function shareOf(): { share: BadShare; clock: ManualClock } {
  const clock = new ManualClock();
  return { share: new BadShare("packets", clock), clock };
}

/** Makes reasons for so many bad messages. */
function bad(count: number): string[] {
  return Array.from({ length: count }, () => "not JSON");
}

Deno.test("a share of up to 1 % is bad luck, more of it is a wrong topic", () => {
  const { share } = shareOf();
  share.count(10_000, bad(100));
  assert.throws(() => share.count(1, bad(1)), (error) => {
    assert(error instanceof UserError);
    assert.equal(
      error.message,
      'Cannot go on reading "packets": 101 of the last minute\'s 10001 messages are no packet ' +
        "records, the last one because not JSON; check --topic, and see the dead-letter topic " +
        "for the others",
    );
    return true;
  });
});

Deno.test("fewer than ten bad messages say nothing of a topic", () => {
  const { share } = shareOf();
  share.count(9, bad(9));
  assert.throws(() => share.count(1, bad(1)), UserError);
});

Deno.test("what was read more than a minute ago does not count", () => {
  const { share, clock } = shareOf();
  share.count(1_000, bad(9));
  clock.advance(59_000);
  assert.throws(() => share.count(20, bad(2)), UserError);

  const later = shareOf();
  later.share.count(1_000, bad(9));
  later.clock.advance(61_000);
  later.share.count(20, bad(2));
});

Deno.test("good messages of the last minute count, those before do not", () => {
  const { share, clock } = shareOf();
  share.count(1_000_000, []);
  clock.advance(30_000);
  share.count(20, bad(20));
  clock.advance(31_000);
  assert.throws(() => share.count(1, bad(1)), UserError);
});

Deno.test("a whole day of few bad messages stops nobody", () => {
  const { share, clock } = shareOf();
  for (let second = 0; second < 86_400; second += 10) {
    share.count(500, bad(second % 100 === 0 ? 5 : 0));
    clock.advance(10_000);
  }
});
