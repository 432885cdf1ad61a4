// Masks, classes and presence of the segments of images, out of two labels for every pixel.
// Equation: masks[b,g,cell] = share of the cell's pixels whose segment is g; classes[b,g,k] = 1 where a pixel of g has class k; present[b,g] = 1 where g has a pixel.
// Shapes: labels [B, height, width, 2], segment and class; masks [B, G, cells]; classes [B, G, K]; present [B, G]
// Launch: a workgroup of 64 threads owns one segment of one image; a thread walks every 64th cell; what class was met is joined in workgroup memory, one barrier.
// Numerics: counts are exact; one division by the pixels of a cell.
// Source: README.md
// Truth: segmentMasksReference in reference.ts
struct Params {
  groups: u32,           // B * segments
  segments: u32,
  classes: u32,
  height: u32,
  width: u32,
  stride: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> labels: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> masks: array<f32>;
@group(0) @binding(3) var<storage, read_write> classes: array<f32>;
@group(0) @binding(4) var<storage, read_write> present: array<f32>;

/// One more than the class that a thread met, 0 for none.
var<workgroup> met: array<u32, 64>;

@compute @workgroup_size(64)
fn segment_masks(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = group.y * groups.x + group.x;
  if (owner >= params.groups) { return; }
  let segment = f32(owner % params.segments);
  let image = owner / params.segments * params.height * params.width;
  let columns = params.width / params.stride;
  let cells = columns * (params.height / params.stride);
  let area = f32(params.stride * params.stride);
  var own = 0u;
  for (var cell = thread; cell < cells; cell += 64u) {
    let start = image + cell / columns * params.stride * params.width + cell % columns * params.stride;
    var count = 0.0;
    for (var down = 0u; down < params.stride; down++) {
      for (var right = 0u; right < params.stride; right++) {
        let label = labels[start + down * params.width + right];
        if (label.x == segment) {
          count += 1.0;
          own = u32(label.y) + 1u;
        }
      }
    }
    masks[owner * cells + cell] = count / area;
  }
  met[thread] = own;
  workgroupBarrier();
  var kind = 0u;
  for (var other = 0u; other < 64u; other++) { kind = max(kind, met[other]); }
  for (var k = thread; k < params.classes; k += 64u) {
    classes[owner * params.classes + k] = select(0.0, 1.0, kind == k + 1u);
  }
  if (thread == 0u) { present[owner] = select(0.0, 1.0, kind > 0u); }
}
