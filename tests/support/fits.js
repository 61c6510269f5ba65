// Answers, in words, which text of the page does not fit: cut without a way to read it whole, beyond the window or the
// box that it stands in, over another text, or on too many lines for a button.
const done = arguments[0];
const SLACK = 1.5;
const MOST_LINES_OF_A_BUTTON = 2;
const found = new Set();
const scene = [...document.querySelectorAll("dialog")].findLast((dialog) => dialog.matches(":modal")) ?? document.body;
const style = (element) => getComputedStyle(element);
const words = (node) => node.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
const say = (what, node) => found.add(`${what}: "${words(node)}" in ${place(node)}`);

function place(node) {
  const element = node instanceof Element ? node : node.parentElement;
  const named = element.closest("[data-testid]");
  return `<${element.localName} class="${element.className}">${named ? ` of ${named.dataset.testid}` : ""}`;
}

function* upwards(element) {
  for (let at = element; at && at !== document.documentElement; at = at.parentElement) yield at;
}

const isForEarsAlone = (element) =>
  [...upwards(element)].some((at) => style(at).clipPath === "inset(50%)" || at.closest("[aria-hidden=true]"));
const isShown = (element) =>
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && !isForEarsAlone(element);
/** Who scrolls or cuts what is inside. */
const clips = (element) => style(element).overflowX !== "visible";
const endsInDots = (element) => style(element).textOverflow === "ellipsis" && clips(element);
/** Whether a hint holds the text, of which the page itself may have left a part out. */
const isTold = (node) =>
  [...upwards(node.parentElement)].some(({ title }) => words(node).split("…").every((part) => title.includes(part.trim())));

function* shownTexts() {
  const walker = document.createTreeWalker(scene, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (node.data.trim() !== "" && !parent.closest("option, script, style") && isShown(parent)) yield node;
  }
}

function linesOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
}

function isInside(line, box) {
  return line.left >= box.left - SLACK && line.right <= box.right + SLACK;
}

/** A text against everything around it that has an edge, up to where it is cut or can be scrolled to. */
function checkEdges(node, lines) {
  for (const at of upwards(node.parentElement)) {
    if (style(at).display === "inline" || style(at).display === "contents") continue;
    if (endsInDots(at)) {
      if (at.scrollWidth > at.clientWidth + SLACK && !isTold(node)) say("cut without a hint that tells it whole", at);
      return;
    }
    const box = at.getBoundingClientRect();
    if (!lines.every((line) => isInside(line, box))) return void say("sticks out of its box", node);
    const { overflowY } = style(at);
    const isCutBelow = (line) => line.bottom > box.bottom + 4 || line.top < box.top - 4;
    if (/hidden|clip/.test(overflowY) && at !== document.body && lines.some(isCutBelow)) return void say("cut in its height", node);
    if (/auto|scroll/.test(overflowY) || style(at).position === "fixed") break;
  }
  const page = { left: 0, right: innerWidth };
  if (!lines.every((line) => isInside(line, page))) say("beyond the window", node);
}

/** Whoever floats above the rest may cover it. */
function layerOf(element) {
  for (const at of upwards(element)) if (/fixed|sticky|absolute/.test(style(at).position)) return at;
  return scene;
}

/** The part of a line that can be seen; none if it is scrolled or cut away. */
function seen(line, element) {
  let { left, right, top, bottom } = line;
  for (const at of upwards(element)) {
    if (!clips(at)) continue;
    const box = at.getBoundingClientRect();
    [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
  }
  return right > left && bottom > top ? { left, right, top, bottom } : null;
}

function checkOverlaps(pieces) {
  pieces.sort((one, other) => one.top - other.top);
  pieces.forEach((one, index) => {
    for (let next = index + 1; next < pieces.length && pieces[next].top < one.bottom - 3; next += 1) {
      const other = pieces[next];
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - other.top;
      if (width > 3 && height > 3 && one.node !== other.node && one.layer === other.layer)
        found.add(`texts overlap: "${words(one.node)}" and "${words(other.node)}" in ${place(one.node)}`);
    }
  });
}

/** Fields draw their own text: it is measured. */
function checkField(field) {
  const text = field.localName === "select" ? (field.selectedOptions[0]?.text ?? "") : field.value === "" ? field.placeholder : "";
  const { font, paddingLeft, paddingRight } = style(field);
  const brush = document.createElement("canvas").getContext("2d");
  brush.font = font;
  const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  if (brush.measureText(text ?? "").width > room + SLACK) found.add(`cut in a field: "${text}" in ${place(field)}`);
}

function check() {
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth + SLACK || page.scrollLeft > 0) found.add("the page scrolls sideways");
  const pieces = [];
  for (const node of shownTexts()) {
    const parent = node.parentElement;
    const lines = linesOf(node);
    checkEdges(node, lines);
    const button = parent.closest("button, summary, a");
    if (button && new Set(lines.map(({ top }) => Math.round(top))).size > MOST_LINES_OF_A_BUTTON) say("a button of too many lines", node);
    const layer = layerOf(parent);
    for (const line of lines) {
      const piece = seen(line, parent);
      if (piece) pieces.push({ ...piece, node, layer });
    }
  }
  checkOverlaps(pieces);
  for (const element of scene.querySelectorAll("*")) {
    if (!isShown(element)) continue;
    const scrolls = /auto|scroll/.test(style(element).overflowX) && element.scrollWidth > element.clientWidth + SLACK;
    if (scrolls) say("scrolls sideways", element);
    if (element.matches("button, input, select, textarea, img, svg") && !isInside(element.getBoundingClientRect(), { left: 0, right: innerWidth }))
      say("beyond the window", element);
    if (element.matches("select, input, textarea") && element.type !== "checkbox" && element.type !== "radio") checkField(element);
  }
  return [...found];
}

// What has just come into the page has its place with the second frame from now.
requestAnimationFrame(() => requestAnimationFrame(() => done(check())));
