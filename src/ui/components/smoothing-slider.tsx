import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";

/** How much of the past a smoothed line keeps at each point: 0 draws it as measured. */
export function SmoothingSlider({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (smoothing: number) => void;
}) {
  return (
    <Slider className="slider" value={value} minValue={0} maxValue={0.98} step={0.02} onChange={onChange}>
      <Label className="quiet">smooth</Label>
      <SliderTrack className="slider-track">
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
      <SliderOutput className="number" />
    </Slider>
  );
}
