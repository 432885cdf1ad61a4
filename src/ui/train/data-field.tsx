import { Button, Input, Label, TextArea, TextField } from "react-aria-components";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { formatScaled } from "../../lib/format.ts";
import { Icon } from "../components/icon.tsx";
import { SelectField } from "../components/select-field.tsx";
import { chooseFile } from "../files/choose-file.ts";
import { draftStore } from "../store/index.ts";
import { OWN_TEXT } from "../store/draft-changes.ts";
import type { DraftChanges } from "../store/draft-changes.ts";
import { datasetChoice, DATASET_CHOICES } from "./dataset-choices.ts";

const PASTED = "pasted.txt";

/** Text of the reader's own: from a file, by dropping it anywhere on the page, or pasted. */
function OwnTextFields({ changes }: { readonly changes: DraftChanges }) {
  const { ownText } = changes;
  const pasted = ownText?.name === PASTED ? new TextDecoder().decode(ownText.bytes) : "";
  return (
    <div className="own-text">
      <Button className="button" onPress={chooseFile}>
        <Icon name="open" />
        Open a text file
      </Button>
      <TextField
        className="field"
        value={pasted}
        onChange={(text) => draftStore.getState().useOwnText({ name: PASTED, bytes: new TextEncoder().encode(text) })}
      >
        <Label className="field-label">or paste text</Label>
        <TextArea className="input" rows={2} />
      </TextField>
      <p className="note">
        {ownText === undefined
          ? "At least 1,000 bytes; the last tenth is held out. Nothing leaves this machine."
          : `${ownText.name}, ${formatScaled(ownText.bytes.length, "B")}`}
      </p>
    </div>
  );
}

function HubField({ base, changes }: { readonly base: Experiment; readonly changes: DraftChanges }) {
  return (
    <TextField
      className="field"
      type="url"
      value={changes.hub ?? base.data.hub ?? ""}
      onChange={(hub) => draftStore.getState().change({ hub })}
    >
      <Label className="field-label">Hub address</Label>
      <Input className="input" placeholder="https://huggingface.co" />
    </TextField>
  );
}

/** On what the arms are trained. */
export function DataField({ base, changes }: { readonly base: Experiment; readonly changes: DraftChanges }) {
  const id = changes.dataset ?? base.data.id ?? OWN_TEXT;
  return (
    <div className="data-field">
      <SelectField
        label="Data"
        options={DATASET_CHOICES}
        value={id}
        onChange={(dataset) => draftStore.getState().change({ dataset })}
      />
      {id === OWN_TEXT ? <OwnTextFields changes={changes} /> : null}
      {datasetChoice(id)?.isFromHub === true ? <HubField base={base} changes={changes} /> : null}
    </div>
  );
}
