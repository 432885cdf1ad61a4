  //: for v in 0..COLUMNS / UNIT
  //: insert COLUMN_OPERANDS
  //: end
  //: for i in 0..ROWS
  if (row0 + ${i}u < params.m) {
    let c_row = place.c / UNIT + (row0 + ${i}u) * (params.n / UNIT);
    //: for v in 0..COLUMNS / UNIT
    if (own${v} < params.n / UNIT) {
      //: insert FINISH_ELEMENT
    }
    //: end
  }
  //: end
