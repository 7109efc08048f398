import { Dialog, DialogHeading } from "@ariakit/react";

const keys: [string, string][] = [
  ["/", "Search"],
  ["j", "Next in the list"],
  ["k", "Previous in the list"],
  ["Enter", "Open"],
  ["Esc", "Close the detail"],
  ["?", "These shortcuts"],
];

export const ShortcutHelp = ({ open, onClose }: { open: boolean; onClose: () => void }) => (
  <Dialog open={open} onClose={onClose} className="dialog" backdrop={<div className="dialog-back" />} data-modal>
    <DialogHeading>Keyboard</DialogHeading>
    <dl className="facts">
      {keys.map(([key, does]) => (
        <div key={key} className="contents">
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <button className="button" type="button" onClick={onClose}>
      Close
    </button>
  </Dialog>
);
