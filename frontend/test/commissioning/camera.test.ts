import { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Camera } from "../../src/commissioning/camera.js";

const seen: { text: string | null } = { text: null };
vi.mock("../../src/commissioning/decode.js", () => ({
  decoder: () => Promise.resolve(() => Promise.resolve(seen.text)),
}));

class Host extends LitElement {
  paused = false;
}
customElements.define("test-camera-host", Host);

/** Long enough for a look at what the camera sees. */
const LOOK = 150;

let host: Host;
let camera: Camera;
let found: string[];
let lend: (stream: MediaStream) => void;
const stop = vi.fn();
const stream = { getTracks: () => [{ stop }] } as unknown as MediaStream;

beforeEach(() => {
  vi.useFakeTimers();
  stop.mockReset();
  seen.text = null;
  found = [];
  const getUserMedia = (): Promise<MediaStream> => new Promise((resolve) => (lend = resolve));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  host = new Host();
  const video = { play: () => Promise.resolve(), srcObject: null } as unknown as HTMLVideoElement;
  camera = new Camera(host, () => video, (text) => found.push(text));
  document.body.append(host);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a camera", () => {
  beforeEach(async () => {
    const started = camera.start();
    lend(stream);
    await started;
  });

  const look = (times = 1): Promise<unknown> => vi.advanceTimersByTimeAsync(LOOK * times);

  it("tells once of a code that it sees on and on", async () => {
    seen.text = "one";
    await look(5);
    expect(found).toEqual(["one"]);
  });

  it("tells again of a code that it has not seen for a while", async () => {
    seen.text = "one";
    await look();
    seen.text = null;
    await look(12);
    seen.text = "one";
    await look();
    expect(found).toEqual(["one", "one"]);
  });

  it("tells of nothing during a pause, and looks on after it", async () => {
    host.paused = true;
    seen.text = "one";
    await look(3);
    expect(found).toEqual([]);
    host.paused = false;
    camera.look();
    await look();
    expect(found).toEqual(["one"]);
  });

  it("is given back with its element", () => {
    host.remove();
    expect(stop).toHaveBeenCalledOnce();
    expect(camera.isOff).toBe(true);
  });
});

it("a camera that is switched off while the browser still asks for it is given back at once", async () => {
  const started = camera.start();
  camera.stop();
  lend(stream);
  await started;
  expect(stop).toHaveBeenCalledOnce();
  expect(camera.isOff).toBe(true);
});
