// A button that prints the sheet, and its times as this phone's clock tells them.

import { local } from "./times.js";

const button = document.querySelector("#print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
local(document);
