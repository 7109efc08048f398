import { Dialog, DialogHeading } from "@ariakit/react";
import type { ReactNode } from "react";

export const Modal = ({ open, title, onClose, children }: { open: boolean; title: string; onClose: () => void; children: ReactNode }) => (
  <Dialog open={open} onClose={onClose} className="dialog" backdrop={<div className="dialog-back" />} data-modal unmountOnHide>
    <DialogHeading>{title}</DialogHeading>
    {children}
  </Dialog>
);
