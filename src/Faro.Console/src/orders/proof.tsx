import { useState } from "react";
import { secrets } from "../api/client";
import { Problem } from "../api/problem";
import { Icon } from "../ui/icons";
import { Failure } from "../ui/feedback";

/** Saves an answer of the API as a file, byte for byte as it was sent. */
export const Download = ({ path, file, children }: { path: string; file: string; children: string }) => {
  const [failure, setFailure] = useState<unknown>(null);
  const save = async () => {
    setFailure(null);
    try {
      const answer = await fetch(path, { headers: secrets.header("key"), cache: "no-store" });
      const body = await answer.text();
      if (!answer.ok) throw Problem.of(answer.status, parsed(body));
      const address = URL.createObjectURL(new Blob([body], { type: "application/json" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (problem) {
      setFailure(problem);
    }
  };
  return (
    <>
      <button className="button" type="button" onClick={() => void save()}>
        <Icon name="download" size={16} />
        {children}
      </button>
      {failure !== null && <Failure of={failure} />}
    </>
  );
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return null;
    throw notJson;
  }
};
