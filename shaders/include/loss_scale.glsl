// What lies in the tensor of a loss scale: [WIDTH] float32.
const uint SCALE = 0;    // the loss is multiplied by it, a power of two
const uint GOOD = 1;     // steps since it last changed
const uint OVERFLOW = 2; // 1 if a gradient of this step is infinite or NaN, else 0
const uint WIDTH = 3;
