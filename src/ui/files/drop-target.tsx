import { useEffect, useState } from "react";
import { receiveFile } from "./choose-file.ts";

/** The whole page takes a dropped file; while one hovers, it says what will happen. */
export function DropTarget() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    document.addEventListener(
      "dragover",
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      },
      { signal },
    );
    document.addEventListener(
      "dragleave",
      (event) => {
        if (event.relatedTarget === null) setIsOver(false);
      },
      { signal },
    );
    document.addEventListener(
      "drop",
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        const file = event.dataTransfer?.files.item(0) ?? undefined;
        if (file !== undefined) void receiveFile(file);
      },
      { signal },
    );
    return () => controller.abort();
  }, []);
  return isOver ? (
    <div className="drop-hint" role="status">
      Drop a text to train on it, an experiment or architecture to set it up, a result to look at it, or an exported
      state to go on from it.
    </div>
  ) : null;
}
