import type { ReactiveController, ReactiveControllerHost } from "lit";
import { decoder, type Decode } from "./decode.js";

/** Milliseconds between two looks at what the camera sees. */
const LOOK_MS = 150;
/** After so many looks without it, a label may be read again. */
const FORGOTTEN = 10;

/** Browsers lend the camera to pages that come over HTTPS, or from this machine. */
export function canUseCamera(): boolean {
  return (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia !== undefined;
}

type Host = ReactiveControllerHost & { isConnected: boolean; paused: boolean };

/**
 * The browser's camera, and the QR codes that it sees. While the host is `paused` it stays on, so that
 * the next one takes no tap, and nothing is looked for.
 */
export class Camera implements ReactiveController {
  readonly #host: Host;
  readonly #video: () => HTMLVideoElement | null;
  readonly #found: (text: string) => void;
  #state: "off" | "starting" | "on" = "off";
  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #decode: Decode | undefined;
  // What was read last: the camera sees it on and on, until it is shown something else.
  #seen = "";
  #unseen = 0;

  /** `video` is where it is shown, `found` takes the text of each code that is seen, once. */
  constructor(host: Host, video: () => HTMLVideoElement | null, found: (text: string) => void) {
    this.#host = host;
    this.#video = video;
    this.#found = found;
    host.addController(this);
  }

  get isOff(): boolean {
    return this.#state === "off";
  }

  /** Throws what the browser says where there is no camera, or it may not be used. */
  async start(): Promise<void> {
    this.#to("starting");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      const video = this.#video();
      // Somebody may have left, or thought better of it, while the browser asked.
      if (!this.#isWanted() || !this.#host.isConnected || video === null) {
        end(stream);
        return;
      }
      this.#stream = stream;
      video.srcObject = stream;
      await video.play();
      this.#decode = await decoder();
      if (!this.#isWanted()) return;
      this.#to("on");
      this.look();
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#stream !== undefined) end(this.#stream);
    this.#stream = undefined;
    this.#to("off");
  }

  /** Looks on, after a pause of the host. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#state === "on") this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  hostDisconnected(): void {
    this.stop();
  }

  async #look(): Promise<void> {
    const video = this.#video();
    if (video === null || this.#decode === undefined) return;
    const found = await this.#decode(video).catch(() => undefined);
    if (found !== undefined) this.#take(found);
    if (!this.#host.paused) this.look();
  }

  #take(found: string | null): void {
    this.#unseen = found === null ? this.#unseen + 1 : 0;
    if (this.#unseen > FORGOTTEN) this.#seen = "";
    if (found === null || this.#host.paused || found === this.#seen) return;
    this.#seen = found;
    this.#found(found);
  }

  #isWanted(): boolean {
    return this.#state !== "off";
  }

  #to(state: "off" | "starting" | "on"): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
