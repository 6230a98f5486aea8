// @ts-check
/** The help-seeker's page: the exit first, then the chat, or at a shut door the knock. */
import { keepOneEntry, watchExit } from "../../helpline/common/browser/exit.js";
import { ChatPage } from "./helpseeker/chat_page.js";
import { leaveNow } from "./helpseeker/exit.js";
import { setUpKnock } from "./helpseeker/knock.js";
import { readPage } from "./helpseeker/page.js";
import { readWords } from "./line/words.js";

const page = readPage(document);
const say = readWords(document);
const chat = document.getElementById("log") === null ? null : new ChatPage(page, say);

watchExit((url) => {
  const ids = chat?.ids ?? null;
  leaveNow(url, { leave: () => chat?.leave(), ids, forget: () => chat?.forget(), storage: page.storage });
});

keepOneEntry();

const section = document.querySelector("[data-knock]");
if (section instanceof HTMLElement) {
  const { language, solverUrl, storage } = page;
  const opened = () => (chat === null ? location.replace(`${section.dataset.chat}#start`) : chat.openAfterAll());
  setUpKnock(section, { say, language, solverUrl, storage, opened });
}

chat?.begin();
