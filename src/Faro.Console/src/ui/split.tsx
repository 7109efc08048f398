import { Dialog } from "@ariakit/react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useShortcuts } from "../lib/keyboard";
import { useNarrow } from "../lib/hooks";
import { Icon } from "./icons";
import { ShortcutHelp } from "./shortcuts";

/**
 * A list and, beside it, what was chosen of it. On a narrow screen the detail is a sheet that rises under the finger. Closing
 * gives the focus back to the row that was chosen.
 */
export const Split = ({ list, detail, label, onClose }: { list: ReactNode; detail: ReactNode | null; label: string; onClose: () => void }) => {
  const narrow = useNarrow();
  const [help, setHelp] = useState(false);
  const pane = useRef<HTMLElement>(null);
  const open = detail !== null;

  const close = useCallback(() => {
    const row = document.querySelector<HTMLElement>("[data-row][aria-current=true]");
    onClose();
    requestAnimationFrame(() => row?.focus());
  }, [onClose]);
  useShortcuts({ close: open ? close : undefined, help: useCallback(() => setHelp(true), []) });

  useEffect(() => {
    // Only where its head has scrolled out of view: opened by its address, the page stays at its top.
    if (open && !narrow && pane.current && pane.current.getBoundingClientRect().top < 0) pane.current.scrollIntoView({ block: "start" });
  }, [open, narrow, label]);

  return (
    <div className={`split ${open && !narrow ? "open" : ""}`}>
      <div className="list-pane card">{list}</div>
      {open && !narrow && (
        <section ref={pane} aria-label={label} className="stack" data-detail>
          {detail}
        </section>
      )}
      {narrow && (
        <Dialog open={open} onClose={close} className="sheet" backdrop={<div className="sheet-back" />} aria-label={label} data-detail>
          {open && <div className="stack">{detail}</div>}
        </Dialog>
      )}
      <ShortcutHelp open={help} onClose={() => setHelp(false)} />
    </div>
  );
};

export const DetailHead = ({ title, children, onClose }: { title: ReactNode; children?: ReactNode; onClose: () => void }) => (
  <div className="detail-head">
    <div className="stack tight">
      <h2 className="detail-title">{title}</h2>
      {children}
    </div>
    <button className="button quiet icon" type="button" onClick={onClose} aria-label="Close the detail" title="Close (Esc)">
      <Icon name="close" />
    </button>
  </div>
);
