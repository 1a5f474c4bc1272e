/** Finds a QR code in a picture: by the browser itself where it can, else by jsQR. */

export type Decode = (source: HTMLVideoElement | ImageBitmap) => Promise<string | null>;

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Pictures are looked at in this size, in pixels of the longer side: more takes longer, and finds no more. */
const SIZES = [800, 1600] as const;

export async function decoder(): Promise<Decode> {
  const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Native !== undefined && (await Native.getSupportedFormats()).includes("qr_code")) {
    const detector = new Native({ formats: ["qr_code"] });
    return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (source) => {
    const isVideo = source instanceof HTMLVideoElement;
    const width = isVideo ? source.videoWidth : source.width;
    const height = isVideo ? source.videoHeight : source.height;
    if (context === null || width === 0 || height === 0) return Promise.resolve(null);
    // A video comes again in a moment; a picture has one chance.
    for (const size of isVideo ? SIZES.slice(0, 1) : SIZES) {
      const scale = Math.min(1, size / Math.max(width, height));
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      context.drawImage(source, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const found = jsQR(data, canvas.width, canvas.height, {
        inversionAttempts: isVideo ? "dontInvert" : "attemptBoth",
      });
      if (found?.data) return Promise.resolve(found.data);
    }
    return Promise.resolve(null);
  };
}
