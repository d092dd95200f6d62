// The element-wise functions of one argument; vk/tensor/elementwise.go has the same numbers.
const uint RELU = 0;       // max(x, 0)
const uint LEAKY_RELU = 1; // x above zero, a·x below
const uint TANH = 2;
const uint SIGMOID = 3;
const uint EXP = 4;
const uint LOG = 5;
const uint SQRT = 6;
const uint SQUARE = 7;
const uint ABS = 8;
const uint AFFINE = 9; // a·x + b

layout(constant_id = 0) const uint OP = RELU;
