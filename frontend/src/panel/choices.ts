import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Hass } from "../hass.js";
import { run } from "./actions.js";
import type { PanelGatewayMessage } from "./messages.js";

/** What a gateway has to choose from for a device. */
export interface Choices {
  applications: readonly { application_id: number; app_name: string }[];
  profiles: readonly { profile_id: string; profile_name: string; supports_join: boolean | null }[];
}

type Host = ReactiveControllerHost & { hass: Hass; gateway: PanelGatewayMessage };

interface Told {
  read: (choices: Choices) => void;
  failed: (error: unknown) => void;
}

/** Reads the choices of an element's gateway: at first, and again when one that was away is back. */
export class GatewayChoices implements ReactiveController {
  readonly #host: Host;
  readonly #told: Told;
  #value: Choices | undefined;
  #isReading = false;
  #askedOf: PanelGatewayMessage | undefined;

  constructor(host: Host, told: Told) {
    this.#host = host;
    this.#told = told;
    host.addController(this);
  }

  /** Undefined until they are known. */
  get value(): Choices | undefined {
    return this.#value;
  }

  hostUpdated(): void {
    const { gateway } = this.#host;
    if (this.#value !== undefined || this.#isReading || gateway === this.#askedOf) return;
    const isFirst = this.#askedOf === undefined;
    this.#askedOf = gateway;
    if (isFirst || gateway.state === "answers") void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const { applications, profiles } = (await run(this.#host.hass, "list_devices", {
        config_entry_id: this.#host.gateway.config_entry_id,
        limit: 1,
      })) as unknown as Choices;
      this.#value = { applications, profiles };
      this.#told.read(this.#value);
    } catch (error) {
      this.#told.failed(error);
    } finally {
      this.#isReading = false;
      this.#host.requestUpdate();
    }
  }
}
