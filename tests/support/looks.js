// What tests/support/looks.py asks of a page in the browser; each question is answered with a list of faults.
() => {
  const PRESSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip:not(:focus), #status") &&
    getComputedStyle(element).clipPath !== "inset(50%)"; // for screen readers only, as .unseen
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const name = (element) => {
    const said = tidy(element.innerText || element.getAttribute("aria-label") || element.name || "").slice(0, 40);
    return `${element.tagName.toLowerCase()}${element.id && "#" + element.id}${element.className?.baseVal === undefined && element.className ? "." + element.className.replaceAll(" ", ".") : ""} "${said}"`;
  };

  // Words on the screen, each with the boxes of its lines.
  function words() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!tidy(node.data) || !node.parentElement.matches(":not(script, style)") || !seen(node.parentElement)) continue;
      if (node.parentElement.closest("details:not([open])") && !node.parentElement.closest("summary")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
      found.push({ node, size, boxes: [...range.getClientRects()].filter(({ width }) => width > 0) });
    }
    return found;
  }

  // 1.4.10: nothing needs a second direction to scroll in.
  function sideways() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = all("body *").filter((element) => element.getBoundingClientRect().right > width + 1);
    return wide.map((element) => `reaches ${Math.round(element.getBoundingClientRect().right)} px: ${name(element)}`);
  }

  // 1.4.4 and 1.4.12: no words outside their box, cut off by it, or upon other words.
  function spilt() {
    const told = [];
    const width = document.documentElement.clientWidth;
    const texts = words();
    for (const { node, size, boxes } of texts) {
      for (const box of boxes) {
        if (box.right > width + 1 || box.left < -1) told.push(`leaves the screen: "${tidy(node.data).slice(0, 60)}"`);
        for (let around = node.parentElement; around !== document.body; around = around.parentElement) {
          if (/^(inline|contents)$/.test(getComputedStyle(around).display)) continue;
          const frame = around.getBoundingClientRect();
          const over = Math.max(box.right - frame.right, frame.left - box.left, (box.bottom - frame.bottom) - size / 6, (frame.top - box.top) - size / 6);
          if (over > 1) { told.push(`sticks out of ${name(around)}: "${tidy(node.data).slice(0, 60)}"`); break; }
        }
      }
    }
    texts.forEach((one, index) => {
      for (const other of texts.slice(index + 1)) {
        const least = Math.max(one.size, other.size) / 4;
        const upon = one.boxes.some((a) => other.boxes.some((b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > least));
        const apart = [one, other].every(({ node }) => !node.parentElement.closest(".notices, .act"));
        if (upon && apart) told.push(`"${tidy(one.node.data).slice(0, 40)}" lies upon "${tidy(other.node.data).slice(0, 40)}"`);
      }
    });
    return [...new Set(told)];
  }

  // Both, for a page that was made narrow or its words large.
  const lost = () => [...sideways(), ...spilt()];

  // The same asked of boxes: none reaches out of the screen, and none that hides what spills has something to hide.
  function cutOff() {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    const wide = scrollWidth > width ? [`the page is ${scrollWidth} px wide`] : [];
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      const isSeen = box.width > 1 && box.height > 1 && element.checkVisibility();
      if (!isSeen || element.closest("svg, .skip:not(:focus)")) continue;
      const hidesText = getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      if (box.right > width + 1 || box.left < -1 || (hidesText && element.tagName !== "INPUT")) wide.push(`cut off: ${name(element)}`);
    }
    return wide;
  }

  // What the product's own "larger text" does to a page.
  const enlarge = () => { document.documentElement.dataset.text = "larger"; };
  const reduce = () => { delete document.documentElement.dataset.text; };

  // 2.5.8, at the house's 44 px; a link within a sentence may be as small as its words.
  function small(least) {
    const isInSentence = (element) =>
      getComputedStyle(element).display === "inline" && tidy(element.parentElement.innerText) !== tidy(element.innerText);
    return all(PRESSABLE).filter((element) => !isInSentence(element)).flatMap((element) => {
      const target = element.matches("[type=checkbox], [type=radio]") ? element.closest(".row") ?? element : element.closest(".ways li") ?? element;
      const { width, height } = target.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5 ? [`${Math.round(width)} × ${Math.round(height)} px: ${name(element)}`] : [];
    });
  }

  // 2.4.7 and 2.4.11: where the focus is, it is ringed, inside the window and not behind anything.
  function focus() {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) =>
      document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    const open = spots.filter((spot) => spot && (here.contains(spot) || spot.closest("label")?.control === here || spot.contains(here))).length;
    const faults = [...(ringed ? [] : ["has no ring"]), ...(open ? [] : ["is hidden behind something"])];
    here.dataset.judged = "";
    return faults.map((fault) => `${fault}: ${name(here)}`);
  }

  // Look where the focus is whenever Tab is let go, until it comes to where it has been; tell how many presses
  // that should take: everything pressable, the way out of the page, and once more the first.
  let found = [];
  let round = false;
  function watchTab() {
    found = [];
    addEventListener("keyup", ({ key }) => {
      if (key !== "Tab" || document.activeElement === document.body) return;
      if ("judged" in document.activeElement.dataset) round = true;
      else found.push(...(focus() ?? []));
    }, true);
    return all(PRESSABLE).filter((element) => element.tabIndex >= 0).length + 2;
  }
  const stops = () => found;

  // Where lines of headings end: the heading's words, and the places of the spaces at which a line ends.
  function ends() {
    return all("h1, h2").map((heading) => {
      const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
      const letters = [];
      while (walker.nextNode()) {
        for (let place = 0; place < walker.currentNode.length; place += 1) letters.push([walker.currentNode, place]);
      }
      const top = ([node, place]) => {
        const range = document.createRange();
        range.setStart(node, place);
        range.setEnd(node, place + 1);
        return range.getBoundingClientRect().top;
      };
      const text = letters.map(([node, place]) => node.data[place]).join("");
      const spaces = [...text.matchAll(/(?<=\S) (?=\S)/g)].map(({ index }) => index);
      return [text, spaces.filter((place) => top(letters[place + 1]) - top(letters[place - 1]) > 4)];
    });
  }

  const chosenBesides = (element) => element.type === "radio" &&
    [...document.getElementsByName(element.name)].some((other) => "judged" in other.dataset);

  // What Tab never came to; of the choices of one question it comes to one, and the arrows to the others.
  const missed = () => all(PRESSABLE).filter((element) => !("judged" in element.dataset) && element.tabIndex >= 0 && !chosenBesides(element)).map((element) => `Tab never comes to ${name(element)}`);

  // A busy machine may handle two presses before it looks, and so pass an element: Tab then goes round once more.
  const hasSeenAll = () => round && missed().length === 0;

  // Where colours are the person's own, edges are all that tells a box from the page.
  function edgeless() {
    const boxes = "input:not([type=checkbox], [type=radio], [type=hidden]), .button, .summary, .note, .row, .notice";
    return all(boxes).filter((element) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
      return borderTopStyle === "none" || parseFloat(borderTopWidth) < 1;
    }).map((element) => `has no edge: ${name(element)}`);
  }

  return { lost, cutOff, enlarge, reduce, small, watchTab, hasSeenAll, stops, missed, edgeless, ends };
}
