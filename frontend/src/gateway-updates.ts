import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { actions, ask } from "./actions.js";
import { HASS, deviceName, type Hass } from "./hass.js";
import { icon, type Icon } from "./icons.js";
import { deviceLink } from "./links.js";
import type { InstalledMessage, OfferMessage, QueuedMessage, QueueState } from "./messages.js";
import { base } from "./styles.js";
import "./task.js";
import { isOver } from "./task-time.js";
import type { GatewayUpdates, Task } from "./updates-store.js";
import type { Words } from "./words.js";

/** The firmware updates of one gateway, what needs somebody first. */
export class GatewayUpdatesElement extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    updates: { attribute: false },
    dismissed: { attribute: false },
    named: { attribute: false },
    _refused: { state: true },
  };
  static override styles = [
    base,
    css`
      :host,
      .parts {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      h3 {
        font-size: var(--ha-font-size-l, 16px);
      }
      .part + .part {
        border-top: 1px solid var(--msns-line);
        padding-top: 16px;
      }
      .queue li {
        padding-block: 4px;
      }
      .queue li + li {
        border-top: 1px solid var(--msns-line);
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare updates: GatewayUpdates;
  /** The ended tasks that the person who looks does not want to see any more. */
  declare dismissed: ReadonlySet<string>;
  /** Whether each line says which gateway it is of: where there are several. */
  declare named: boolean;
  declare private _refused: InstalledMessage["refused"];

  constructor() {
    super();
    this._refused = [];
  }

  override render(): TemplateResult {
    const { updates, words } = this;
    const parts = this.#parts();
    return html`
      ${this.named ? html`<h3>${deviceLink(updates.gateway.device_id, this.#gatewayName)}</h3>` : nothing}
      ${
        updates.gateway.answers
          ? nothing
          : html`<p class="row">${icon("alert", "bad")}<span class="grow">${words.text("gateway.silent")}</span></p>`
      }
      <div class="parts">
        ${parts.length > 0 ? parts : this.#idle()}
      </div>
    `;
  }

  get #gatewayName(): string {
    const { gateway } = this.updates;
    return deviceName(this.hass, gateway.device_id, gateway.name);
  }

  #idle(): TemplateResult {
    const { words } = this;
    if (!this.updates.gateway.has_fuota) return html`<p>${words.text("card.no_fuota")}</p>`;
    return html`<p class="row">
      ${icon("check", "good")}<span class="grow">${words.text("card.nothing")}</span>
    </p>`;
  }

  #parts(): TemplateResult[] {
    const tasks = [...this.updates.tasks.values()];
    const shown = tasks.filter((one) => !isOver(one) || !this.dismissed.has(taskKey(this.updates.entryId, one)));
    const needing = shown.filter((one) => isOver(one) && one.unresolved > 0);
    const going = shown.filter((one) => !isOver(one));
    const ended = shown.filter((one) => isOver(one) && one.unresolved === 0);
    return [
      ...this.#tasks(needing),
      ...this.#tasks(going.sort((one, other) => rank(one) - rank(other))),
      ...this.#queue(),
      ...this.#offers(),
      ...this.#tasks(ended),
    ];
  }

  #tasks(tasks: Task[]): TemplateResult[] {
    if (tasks.length === 0) return [];
    return [
      html`${repeat(
        tasks,
        (one) => one.task_id,
        (one) =>
          html`<msns-task
            class="part"
            .hass=${this.hass}
            .words=${this.words}
            .task=${one}
            .entryId=${this.updates.entryId}
            .of=${this.named ? this.#gatewayName : ""}
          ></msns-task>`,
      )}`,
    ];
  }

  // The queue.

  #queue(): TemplateResult[] {
    const { queue } = this.updates;
    if (queue.length === 0) return [];
    const devices = queue.reduce((sum, one) => sum + one.devices, 0);
    const title = this.words.text("queue.title", {
      updates: this.words.updates(queue.length),
      devices: this.words.devices(devices),
    });
    return [
      html`<section class="part" aria-labelledby="queue">
        <h4 id="queue">${title}</h4>
        <ol class="queue">
          ${queue.map((one, place) => this.#queued(one, place))}
        </ol>
      </section>`,
    ];
  }

  #queued(one: QueuedMessage, place: number): TemplateResult {
    const { words } = this;
    const canAct = this.hass.user?.is_admin === true && one.state !== "starting";
    return html`<li class="row" data-queue=${one.queue_id} data-state=${one.state}>
      ${icon(QUEUE_ICONS[one.state] ?? "clock", one.state === "held" ? "bad" : "")}
      <div class="grow">
        <p>${updateName(one)} · ${words.devices(one.devices)}${this.named ? ` · ${this.#gatewayName}` : ""}</p>
        <p class="quiet">${this.#waitsFor(one, place)}</p>
      </div>
      ${
        canAct
          ? html`<button
              aria-label=${words.text("queue.cancel_label", { name: updateName(one) })}
              @click=${() => {
                this.#cancel(one);
              }}
            >
              ${words.text("queue.cancel")}
            </button>`
          : nothing
      }
    </li>`;
  }

  #waitsFor(one: QueuedMessage, place: number): string {
    const { words } = this;
    const at = one.starts === null ? "" : words.moment(new Date(one.starts));
    if (one.state === "held") return words.text("queue.held", { reason: one.reason ?? "–" });
    if (one.state === "staged") return words.text("queue.staged");
    if (one.state === "starting" || one.state === "running") return words.text("queue.starting");
    if (one.reason !== null) return words.text("queue.waits", { reason: one.reason });
    const before = this.#before(place);
    const lasts = one.duration === null ? "" : words.text("queue.lasts", { duration: words.duration(one.duration) });
    if (before === undefined) {
      return [at === "" ? words.text("queue.next") : words.text("queue.next_at", { at }), lasts].join(" ");
    }
    const key = at === "" ? "queue.after" : "queue.after_at";
    return [words.text(key, { before, at }), lasts].filter(Boolean).join(" ");
  }

  /** What goes before an update: the one above it, else the task that is at work. */
  #before(place: number): string | undefined {
    for (let above = place - 1; above >= 0; above--) {
      const one = this.updates.queue[above];
      if (one !== undefined && IN_LINE.has(one.state)) return updateName(one);
    }
    const tasks = [...this.updates.tasks.values()].filter((one) => !isOver(one));
    return tasks.sort((one, other) => rank(one) - rank(other))[0]?.name;
  }

  #cancel(one: QueuedMessage): void {
    const { words } = this;
    ask(this, {
      title: words.text("queue.cancel_title", { name: updateName(one) }),
      text: words.text("queue.cancel_text", { devices: words.devices(one.devices) }),
      confirm: words.text("queue.cancel_confirm"),
      act: () => actions.cancelQueued(this.hass, this.updates.entryId, one.queue_id),
    });
  }

  // What is on offer.

  #offers(): TemplateResult[] {
    const { offers } = this.updates;
    if (offers.length === 0 && this._refused.length === 0) return [];
    const { words } = this;
    const devices = offers.reduce((sum, one) => sum + one.devices, 0);
    return [
      html`<section class="part stack" aria-labelledby="offers">
        <h4 id="offers" class="row">
          ${icon("up")} <span>${words.text("offers.title", { devices: words.devices(devices) })}</span>
        </h4>
        <ul class="stack">
          ${offers.map((one) => html`<li>${this.#offer(one)}</li>`)}
        </ul>
        ${this.#begins()} ${this.#refusals()}
        ${
          this.hass.user?.is_admin === true && devices > 0
            ? html`<div class="row end">
                <button class="main" @click=${this.#install}>
                  ${words.text("offers.install", { devices: words.devices(devices) })}
                </button>
              </div>`
            : nothing
        }
      </section>`,
    ];
  }

  #offer(one: OfferMessage): TemplateResult {
    return html`<p>
        ${one.model} ${one.firmware_version ?? ""} · ${this.words.devices(one.devices)}${this.named ? ` · ${this.#gatewayName}` : ""}
      </p>
      <p class="quiet">
        ${
          one.duration === null
            ? this.words.text("offers.lasts_unknown")
            : this.words.text("offers.lasts", { duration: this.words.duration(one.duration) })
        }
      </p>`;
  }

  /** When the first of them would begin, were they asked for now. */
  #begins(): TemplateResult | typeof nothing {
    const [first] = this.updates.offers;
    if (first === undefined) return nothing;
    const { words } = this;
    if (!first.waits) return html`<p class="quiet">${words.text("offers.starts_soon")}</p>`;
    if (first.starts === null) return html`<p class="quiet">${words.text("offers.starts_unknown")}</p>`;
    const at = words.moment(new Date(first.starts));
    return html`<p class="quiet">${words.text("offers.starts", { at })}</p>`;
  }

  #refusals(): TemplateResult | typeof nothing {
    if (this._refused.length === 0) return nothing;
    return html`<div role="alert">
      <p>${this.words.text("offers.refused", { devices: this.words.devices(this._refused.length) })}</p>
      <ul>
        ${this._refused.map(
          (one) =>
            html`<li>${deviceLink(one.device_id, deviceName(this.hass, one.device_id, one.name))}: ${one.reason}</li>`,
        )}
      </ul>
    </div>`;
  }

  readonly #install = (): void => {
    const { words } = this;
    const { offers, entryId } = this.updates;
    const devices = offers.reduce((sum, one) => sum + one.devices, 0);
    const lasts = offers.map((one) => one.duration);
    const known = lasts.filter((one) => one !== null);
    const whole = known.reduce((sum, one) => sum + one, 0);
    ask(this, {
      title: words.text("offers.install", { devices: words.devices(devices) }),
      text: [
        words.text("offers.install_text", { updates: words.updates(offers.length) }),
        known.length === lasts.length
          ? words.text("offers.install_cost", { duration: words.duration(whole) })
          : words.text("offers.lasts_unknown"),
      ].join(" "),
      confirm: words.text("offers.install_confirm"),
      act: async () => {
        this._refused = (await actions.install(this.hass, entryId)).refused;
      },
    });
  };
}

const QUEUE_ICONS: Partial<Record<QueueState, Icon>> = { held: "alert", staged: "pause" };
const IN_LINE: ReadonlySet<QueueState> = new Set(["queued", "next", "starting", "running"]);

function updateName(one: QueuedMessage): string {
  const version = one.firmware_version ?? "";
  if (one.model === null) return one.name;
  return `${one.model} ${version}`.trim();
}

/** Those that are at work first, then those that are about to be. */
function rank(task: Task): number {
  const place = ["executing", "waiting", "pending"].indexOf(task.state);
  return place < 0 ? 3 : place;
}

/** What tells a run of a task: one that is retried, and ends anew, is another one. */
export function taskKey(entryId: string, task: Task): string {
  return [entryId, task.task_id, task.ends ?? ""].join(" ");
}

customElements.define("msns-gateway-updates", GatewayUpdatesElement);
