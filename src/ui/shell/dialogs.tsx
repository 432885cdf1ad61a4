import { lazy, Suspense } from "react";
import { Modal, ModalOverlay } from "react-aria-components";
import { useStore } from "zustand";
import { dialogStore } from "../store/index.ts";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const Tour = lazy(async () => ({ default: (await import("./tour.tsx")).Tour }));
const Help = lazy(async () => ({ default: (await import("./help.tsx")).Help }));

/** The dialog that lies over the page; its content is loaded when it is first opened. */
export function Dialogs() {
  const { open } = useStore(dialogStore);
  const close = (): void => dialogStore.setState({ open: undefined });
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={open !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) close();
      }}
    >
      <Modal className={`modal modal-${open ?? "closing"}`}>
        <Suspense fallback={<p className="quiet">Opening …</p>}>
          {open === "palette" ? (
            <Palette onClose={close} />
          ) : open === "tour" ? (
            <Tour onClose={close} />
          ) : (
            <Help onClose={close} />
          )}
        </Suspense>
      </Modal>
    </ModalOverlay>
  );
}
