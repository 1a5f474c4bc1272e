"""A camera in the browser that sees what a test shows it, and a count of taps."""

from io import BytesIO

from PIL import Image
from playwright.async_api import Page
import pyqrcode

# A QR code a little out of the middle, never at the same place twice, on a grey wall.
_CAMERA = """(() => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 640, height: 480});
    const context = canvas.getContext("2d");
    let shown = null;
    window.showLabel = rows => { shown = rows; };
    const draw = () => {
        context.fillStyle = "#b8b4ac";
        context.fillRect(0, 0, 640, 480);
        if (shown) {
            const size = 300 / shown.length;
            const [left, top] = [170 + Math.random() * 4, 90 + Math.random() * 4];
            context.fillStyle = "#f4f4f0";
            context.fillRect(left - 20, top - 20, 340, 340);
            context.fillStyle = "#111";
            shown.forEach((row, y) => [...row].forEach((bit, x) => {
                const [at, down] = [left + x * size, top + y * size];
                if (bit === "1") context.fillRect(at, down, size + 0.5, size + 0.5);
            }));
        }
        setTimeout(draw, 60);
    };
    draw();
    window.taps = 0;
    addEventListener("click", event => { window.taps += event.isTrusted ? 1 : 0; }, true);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
})();"""
# A page that came without HTTPS, from another machine.
_INSECURE = """
    Object.defineProperty(window, "isSecureContext", {value: false});
    Object.defineProperty(navigator, "mediaDevices", {value: undefined});
"""


async def with_camera(page: Page) -> None:
    """Give the browser a camera, before a page is opened."""
    await page.add_init_script(_CAMERA)


async def without_https(page: Page) -> None:
    """Let pages seem to have come without HTTPS, so that there is no camera."""
    await page.add_init_script(_INSECURE)


async def show(page: Page, text: str | None) -> None:
    """Hold a label with this text before the camera, or take it away."""
    await page.evaluate("rows => window.showLabel(rows)", None if text is None else _rows(text))


async def taps(page: Page) -> int:
    """Return how often somebody has tapped."""
    count: int = await page.evaluate("window.taps")
    return count


def picture_of(text: str) -> bytes:
    """Return a photo of a label with this text, as PNG."""
    rows = _rows(text)
    size = len(rows)
    code = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, bit in enumerate(row):
            code.putpixel((x, y), 20 if bit == "1" else 240)
    photo = Image.new("L", (1200, 900), 180)
    photo.paste(Image.new("L", (500, 500), 240), (350, 200))
    photo.paste(code.resize((440, 440), Image.Resampling.NEAREST), (380, 230))
    file = BytesIO()
    photo.rotate(7, fillcolor=180).save(file, "PNG")
    return file.getvalue()


def _rows(text: str) -> list[str]:
    return [line.strip() for line in pyqrcode.create(text).text(quiet_zone=0).split()]
