import { _ } from "./words.js";
export const MONTHS = [_("enero"), _("febrero"), _("marzo"), _("abril"), _("mayo"), _("junio"), _("julio"), _("agosto"), _("setiembre"), _("octubre"), _("noviembre"), _("diciembre")];
export const WEEKDAYS = [_("domingo"), _("lunes"), _("martes"), _("miércoles"), _("jueves"), _("viernes"), _("sábado")];
export const REFER="\x01",ARGUMENT="\x02",LIST="\x05",ROW="\x0b",KIND="\x07",FRAME="frame",PAIR="\x1f",BETWEEN="\x1e",PART="\x1d",PACK_FORMAT="mac-express";
