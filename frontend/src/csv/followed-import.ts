import type { ReactiveControllerHost } from "lit";
import { DOMAIN, type Hass } from "../hass.js";
import { Followed } from "../panel/follow.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import type { Words } from "../words.js";
import type { ShownRow } from "./judged-rows.js";
import { knownRows } from "./known-rows.js";
import type { ImportMessage } from "./messages.js";

type Host = ReactiveControllerHost & { hass: Hass; words: Words; gateway: PanelGatewayMessage };

/** The import of a gateway as it goes, whichever page has begun it. */
export class FollowedImport {
  readonly #host: Host;
  readonly #putAway: () => void;
  #now: ImportMessage | undefined;
  #rows: ReadonlyMap<number, ShownRow> = new Map();
  // What is heard of an import is taken in its order.
  #taken: Promise<unknown> = Promise.resolve();

  /** `putAway` is called when an import that was shown is there no more. */
  constructor(host: Host, putAway: () => void) {
    this.#host = host;
    this.#putAway = putAway;
    new Followed<ImportMessage>(
      host,
      () => ({ type: `${DOMAIN}/import/follow`, config_entry_id: host.gateway.config_entry_id }),
      (message) => {
        this.#taken = this.#taken.then(() => this.#take(message)).catch(() => undefined);
      },
    );
  }

  /** Undefined where there is none. */
  get now(): ImportMessage | undefined {
    return this.#now;
  }

  /** What is known of its rows, by their lines. */
  get rows(): ReadonlyMap<number, ShownRow> {
    return this.#rows;
  }

  async #take(message: ImportMessage): Promise<void> {
    if (message.total === null) {
      const wasThere = this.#now !== undefined;
      this.#now = undefined;
      this.#rows = new Map();
      if (wasThere) this.#putAway();
    } else {
      const rows = await knownRows(this.#host.hass, this.#host.words, message.rows);
      this.#now = message;
      this.#rows = new Map([...this.#rows, ...rows]);
    }
    this.#host.requestUpdate();
  }
}
