import { DOMAIN, type Hass } from "../hass.js";
import { inWords, problems } from "./actions.js";
import type { BulkMessage, BulkResultMessage } from "./messages.js";

export interface BulkChange {
  dev_eui: string;
  given: Record<string, unknown>;
  expected?: Record<string, unknown>;
}

/** What became of many devices: who was changed, and why others were not, by DevEUI, in words. */
export interface BulkOutcome {
  done: ReadonlySet<string>;
  refused: ReadonlyMap<string, string>;
  /** What the gateway kept otherwise than it was sent. */
  differences: ReadonlyMap<string, readonly string[]>;
}

export interface BulkRun {
  outcome: Promise<BulkOutcome>;
  /** Leaves out those that were not sent yet; what became of the last ones is not told then. */
  end: () => void;
}

/** Changes or deletes many devices, and tells how far it is. Nothing is sent in a `dryRun`. */
export function changeMany(
  hass: Hass,
  entry: string,
  command: { changes: readonly BulkChange[] } | { dev_euis: readonly string[] },
  more: { dryRun?: boolean; progress?: (done: number, total: number) => void } = {},
): BulkRun {
  let stop: (() => Promise<void>) | undefined;
  let finish: () => void = () => undefined;
  const results: BulkResultMessage[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    finish = resolve;
    hass.connection
      .subscribeMessage(
        (message: BulkMessage) => {
          results.push(...message.results);
          more.progress?.(message.done, message.total);
          if (message.ended) resolve();
        },
        {
          type: `${DOMAIN}/devices/${"changes" in command ? "modify_many" : "delete_many"}`,
          config_entry_id: entry,
          ...command,
          dry_run: more.dryRun ?? false,
        },
        { resubscribe: false },
      )
      .then((end) => {
        stop = end;
      }, reject);
  });
  const told = async (): Promise<BulkOutcome> => {
    await ended;
    await stop?.();
    const refused = new Map<string, string>();
    const differences = new Map<string, readonly string[]>();
    const all = new Set(results.map((one) => one.dev_eui));
    for (const one of results) {
      if (one.problems.length > 0) refused.set(one.dev_eui, (await problems(hass, one.problems)).message);
      else if (one.reason !== null) refused.set(one.dev_eui, await inWords(hass, one.reason));
      if (one.differences.length > 0) differences.set(one.dev_eui, one.differences);
    }
    const done = new Set([...all].filter((one) => !refused.has(one)));
    return { done, refused, differences };
  };
  return {
    outcome: told(),
    // The gateway's side hears of it by the end of the subscription.
    end: () => {
      finish();
    },
  };
}
