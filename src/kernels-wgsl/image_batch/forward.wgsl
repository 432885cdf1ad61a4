// Image batch: draws random images out of the training set, mirrors and moves them, and standardises their channels.
// Equation: (w0, w1) = threefry(seed, data stream; step, micro * B + row); image = floor(w0 * count / 2^32); y[i,j,c] = scale[c] * byte[i + di, j' + dj, c] + offset[c],
//   j' = W - 1 - j where mirrored; what lies outside is 0, the mean. Mirror: highest bit of w1; di, dj: next 15 and last 16 bits, each times (2 s + 1), less s.
// Shapes: pixels u32 [count H W C / 4], four bytes in a word; classes u32 [count]; table [2,C] with scale, offset; images [B,H,W,C]; labels i32 [B]
// Launch: a thread per value, each drawing its row's image anew; 64 threads; no barriers; neighbours take neighbouring channels.
// Numerics: integers but for one multiplication and addition.
// Source: Krizhevsky 2009 for the data; crops after Lee et al. 2015, Deeply-Supervised Nets, section 4.
// Truth: imageBatchReference in reference.ts
struct Params {
  batch: u32,
  height: u32,
  width: u32,
  channels: u32,
  count: u32,
  flips: u32,
  shift: u32,
  stream: u32,
}
//: insert STEP
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> pixels: array<u32>;
@group(0) @binding(2) var<storage, read> classes: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<f32>;
@group(0) @binding(4) var<storage, read_write> images: array<f32>;
@group(0) @binding(5) var<storage, read_write> labels: array<i32>;
@group(0) @binding(6) var<uniform> step: Step;

//: insert THREEFRY

@compute @workgroup_size(64)
fn image_batch(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  let size = params.height * params.width * params.channels;
  if (index >= params.batch * size) { return; }
  let row = index / size;
  let within = index % size;
  let words = threefry(vec2u(step.seed, params.stream), vec2u(step.index, step.micro * params.batch + row));
  let chosen = mul_high(words.x, params.count);
  if (within == 0u) { labels[row] = i32(classes[chosen]); }
  let channel = within % params.channels;
  var j = i32((within / params.channels) % params.width);
  if (params.flips == 1u && (words.y >> 31u) == 1u) { j = i32(params.width) - 1 - j; }
  let span = 2u * params.shift + 1u;
  let i = i32(within / (params.channels * params.width)) + i32((((words.y >> 16u) & 0x7fffu) * span) >> 15u) - i32(params.shift);
  j += i32(((words.y & 0xffffu) * span) >> 16u) - i32(params.shift);
  if (i < 0 || j < 0 || i >= i32(params.height) || j >= i32(params.width)) {
    images[index] = 0.0;
    return;
  }
  let at = chosen * size + (u32(i) * params.width + u32(j)) * params.channels + channel;
  let byte = (pixels[at / 4u] >> (8u * (at % 4u))) & 0xffu;
  images[index] = table[channel] * f32(byte) + table[params.channels + channel];
}
