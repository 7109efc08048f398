import { Dialog, DialogHeading } from "@ariakit/react";
import type { ReactNode } from "react";

/** A dialog. It gives the focus back when it closes, unless another one follows at once. */
export const Modal = ({ open, title, onClose, children, followed }: { open: boolean; title: string; onClose: () => void; children: ReactNode; followed?: () => boolean }) => (
  <Dialog open={open} onClose={onClose} autoFocusOnHide={() => !followed?.()} className="dialog" backdrop={<div className="dialog-back" />} data-modal unmountOnHide>
    <DialogHeading>{title}</DialogHeading>
    {children}
  </Dialog>
);
