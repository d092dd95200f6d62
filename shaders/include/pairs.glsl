// Floats two by two, for kernels in which a thread has two channels. They are
// loaded as words of 64 bits. Storing such words is no faster, and the compiler
// of lavapipe 26 overruns its stack on stores of them by sixteen lanes.
#include "include/words.glsl"

// The struct matters: an array of bare pointers makes glslang ask for descriptor
// arrays, which a device need not have.
struct Pair { Word xy; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Pairs { Pair at[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Vec2s { vec2 at[]; };

vec2 pair_load(Pairs from, uint i) { return word_floats(from.at[i].xy); }
