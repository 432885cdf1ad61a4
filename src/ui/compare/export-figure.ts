import { download } from "../files/download.ts";

const DRAWN = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "fill-opacity",
  "stroke-opacity",
  "opacity",
] as const;
const WRITTEN = ["font-family", "font-size", "font-weight", "text-anchor"] as const;
const PIXELS_PER_UNIT = 2;

const COLOURED: readonly string[] = ["fill", "stroke"];

/** A colour as every reader of SVG knows it; the page's own are OKLCH, which many programs do not. */
function portableColour(colour: string, brush: CanvasRenderingContext2D): string {
  if (!/^(oklch|oklab|color)\(/.test(colour)) return colour;
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** A picture that stands by itself: every element carries the looks that the page's styles give it. */
function standalone(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const originals = [figure, ...figure.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  for (const [index, original] of originals.entries()) {
    const looks = getComputedStyle(original);
    for (const property of [...DRAWN, ...WRITTEN]) {
      const value = looks.getPropertyValue(property);
      copies[index].setAttribute(property, COLOURED.includes(property) ? portableColour(value, brush) : value);
    }
    copies[index].removeAttribute("class");
    copies[index].removeAttribute("style");
  }
  const { width, height } = figure.getBoundingClientRect();
  copy.setAttribute("width", `${width}`);
  copy.setAttribute("height", `${height}`);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", portableColour(getComputedStyle(document.documentElement).backgroundColor, brush));
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

async function rasterised(svg: string, figure: SVGSVGElement): Promise<Uint8Array<ArrayBuffer>> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = figure.getBoundingClientRect();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * PIXELS_PER_UNIT);
    canvas.height = Math.round(height * PIXELS_PER_UNIT);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    return new Uint8Array(await blob!.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}

export async function exportFigure(figure: SVGSVGElement, stem: string, format: "svg" | "png"): Promise<void> {
  const svg = standalone(figure);
  if (format === "svg") download(`${stem}.svg`, svg, "image/svg+xml");
  else download(`${stem}.png`, await rasterised(svg, figure), "image/png");
}
