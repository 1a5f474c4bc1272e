import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Connection, Hass } from "../hass.js";

const AGAIN_MS = 2000;

/**
 * Subscribes to a command, anew with each connection, until it is ended. Home Assistant lets pages in
 * before all integrations are set up, so the command may not be there yet; the connection itself would
 * not ask a second time.
 */
export function follow(
  connection: Connection,
  command: Record<string, unknown>,
  take: (message: never) => void,
  told: { failed?: (error: unknown) => void } = {},
): () => void {
  // Counts the subscriptions: what an earlier one still says is of no interest.
  let round = 0;
  let end: (() => Promise<void>) | undefined;
  const subscribe = (): void => {
    const mine = ++round;
    connection
      .subscribeMessage(
        (message: never) => {
          if (mine === round) take(message);
        },
        command,
        { resubscribe: false },
      )
      .then(
        (stop) => {
          if (mine !== round) return stop();
          end = stop;
          return undefined;
        },
        (error: unknown) => {
          if (mine !== round) return;
          if (isUnknownCommand(error)) {
            setTimeout(() => {
              if (mine === round) subscribe();
            }, AGAIN_MS);
          } else told.failed?.(error);
        },
      )
      .catch(() => undefined);
  };
  connection.addEventListener("ready", subscribe);
  subscribe();
  return () => {
    round++;
    connection.removeEventListener("ready", subscribe);
    end?.().catch(() => undefined);
  };
}

function isUnknownCommand(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "unknown_command";
}

interface Host extends ReactiveControllerHost {
  hass: Hass;
}

/**
 * What an element follows as long as it is there: anew with another connection, and whenever what it
 * asks for is another command.
 */
export class Followed<MessageT> implements ReactiveController {
  readonly #host: Host;
  readonly #command: () => Record<string, unknown> | undefined;
  readonly #take: (message: MessageT) => void;
  readonly #told: { begun?: () => void; failed?: (error: unknown) => void };
  #of: { connection: Connection; command: string } | undefined;
  #stop: (() => void) | undefined;

  /** `command` is what is followed now; nothing is where it is undefined. */
  constructor(
    host: Host,
    command: () => Record<string, unknown> | undefined,
    take: (message: MessageT) => void,
    told: { begun?: () => void; failed?: (error: unknown) => void } = {},
  ) {
    this.#host = host;
    this.#command = command;
    this.#take = take;
    this.#told = told;
    host.addController(this);
  }

  hostUpdate(): void {
    const { connection } = this.#host.hass;
    const wanted = this.#command();
    const command = wanted === undefined ? "" : JSON.stringify(wanted);
    if (this.#of?.connection === connection && this.#of.command === command) return;
    this.#stop?.();
    this.#of = { connection, command };
    this.#told.begun?.();
    this.#stop = wanted === undefined ? undefined : follow(connection, wanted, this.#take, this.#told);
  }

  /** Asks anew: who tells of it has begun anew, and knows nothing of those who followed before. */
  again(): void {
    this.#of = undefined;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    // One that is shown again asks anew.
    if (this.#of === undefined) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = this.#of = undefined;
  }
}
