import type { Connection } from "./hass.js";

// Of all that was dismissed, so many are remembered: what is older is not shown anyway.
const MOST = 200;
const KEY = "milesight_network_server_dismissed";

/** The tasks that a person has dismissed, on all their devices. */
export class Dismissed {
  readonly #connection: Connection;
  #keys: string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Calls back with what was dismissed, now and whenever that changes; returns what ends it. */
  follow(listener: (keys: ReadonlySet<string>) => void): Promise<() => Promise<void>> {
    return this.#connection.subscribeMessage(
      ({ value }: { value: unknown }) => {
        this.#keys = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
        listener(new Set(this.#keys));
      },
      { type: "frontend/subscribe_user_data", key: KEY },
    );
  }

  async add(key: string): Promise<void> {
    this.#keys = [...this.#keys.filter((one) => one !== key), key].slice(-MOST);
    await this.#connection.sendMessagePromise({
      type: "frontend/set_user_data",
      key: KEY,
      value: this.#keys,
    });
  }
}
