import type { ReactiveControllerHost } from "lit";
import { DOMAIN, type Hass } from "../hass.js";
import { Followed } from "./follow.js";
import type { ListMessage, PanelGatewayMessage } from "./messages.js";

type Host = ReactiveControllerHost & { hass: Hass; gateway: PanelGatewayMessage };

/** What messages have told of a list, by the ids of its rows. */
export function applied<RowT>(
  before: ReadonlyMap<string, RowT>,
  message: ListMessage,
  keyOf: (row: RowT) => string,
): ReadonlyMap<string, RowT> {
  const now = new Map(message.fresh ? [] : before);
  for (const key of message.gone) now.delete(key);
  for (const row of message.rows as RowT[]) now.set(keyOf(row), row);
  return now;
}

/** A list of the gateway that an element shows, kept up to date as long as the element is there. */
export class ListStore<RowT> {
  #byKey: ReadonlyMap<string, RowT> = new Map();
  #rows: readonly RowT[] = [];
  #isComplete = false;

  constructor(host: Host, subject: string, keyOf: (row: RowT) => string) {
    new Followed<ListMessage>(
      host,
      () => ({ type: `${DOMAIN}/${subject}/subscribe`, config_entry_id: host.gateway.config_entry_id }),
      (message) => {
        this.#byKey = applied(this.#byKey, message, keyOf);
        this.#rows = [...this.#byKey.values()];
        this.#isComplete = message.complete;
        host.requestUpdate();
      },
      {
        begun: () => {
          this.#isComplete = false;
        },
      },
    );
  }

  /** A new array whenever something has changed. */
  get rows(): readonly RowT[] {
    return this.#rows;
  }

  /** Whether all of it was told. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get(key: string): RowT | undefined {
    return this.#byKey.get(key);
  }
}
