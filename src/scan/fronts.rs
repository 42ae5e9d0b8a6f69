//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("code.", 0), ("code»", 0), ("code↑", 0), ("エラー", 3), ("ranscode", 4), ("usicc", 0), ("usic_c", 0), ("ongsimple", 2), ("ong_simple", 3), ("eroffline", 1), ("er_offline", 2)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("_error(", 1), ("error.", 0), ("异常", 0), ("原因", 0), ("superres", 3), ("super_res", 3), ("vendor_key", 4), ("socket_error", 7), ("gateway_error", 8), ("gine_rele", 3), ("royrtc", 1), ("roy_rtc", 1), ("roy_agora", 1), ("ease_rtc", 3), ("terruption", 1)],
    &[("rror:ª", 0), ("rror↑", 0), ("on_err", 1), ("ion_err", 2), ("age_err", 2), ("atabase_event", 6), ("yricresult", 3), ("yric_result", 4), ("eload_ev", 4), ("load_event", 3), ("querychannel", 0), ("query_channel", 0), ("tokenresult", 4), ("token_result", 5), ("ming_event", 3), ("capture_info", 4), ("ogresult", 1), ("og_result", 2), ("gine_creat", 3), ("gine.cr", 3)],
    &[("ailed№", 0), ("fehler", 1), ("changefailed", 7), ("change_failed", 8), ("atabaseevent", 3), ("tmileprobe", 1), ("tmile_probe", 1), ("stream_failed", 8), ("dualstream_failed", 12), ("edia access", 1), ("tialize", 3), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("released", 3), ("signal #", 3)],
    &[("nged_", 0), ("anged…", 1), ("接失败", 1), ("ionchanged", 6), ("albackgr", 3), ("al_backgr", 4), ("device_by_label", 11), ("join ch", 3), ("joined ch", 5), ("gine.de", 2), ("load dll", 3), ("callkit", 1), ("terbackground", 4)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("tate…", 0), ("tatechange", 0), ("tate_change", 0), ("tate-change", 0), ("linkstatee", 5), ("link_state_e", 6), ("apshottaken", 5), ("apshot_taken", 6), ("ready_published", 5), ("yet_published", 3), ("on_publishing", 2), ("onstate", 3), ("on state", 4), ("on_state", 4), ("newtoken", 2), ("new_token", 3), ("ll_state_", 4), ("lestate.", 3)],
    &[("错误", 2), ("오류", 2), ("錯誤", 2), ("łąd", 1), ("ic_use_d", 2), ("ic_use_s", 2), ("not_video_trace", 9), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("rtcerr", 1), ("rtcexc", 1), ("usermedia", 3), ("tamp¹", 0), ("not loaded", 2), ("rtckit~", 1), ("orakit~", 1)],
    &[("代码", 0), ("mã", 0), ("lts¹", 0), ("dn't find", 0)],
    &[("eason", 0), ("шибк", 4), ("join the ch", 6), ("jointhe ch", 5), ("joined the ch", 8), ("joinedthe ch", 7), ("_type 4 ", 3), ("gine c", 2), ("gine i", 2), ("gine d", 2), ("hone call", 2)],
    &[("이유", 1), ("mediarelayevent", 5), ("media_relay_event", 6), ("ret:↑", 0), ("ret=↑", 0), ("impl::rele", 6), ("call to rele", 8), ("pp id~", 1), ("pp_ id~", 2)],
    &[("hata", 0), ("kesalahan", 4), ("onnecting", 4), ("join_too_freq", 0), ("joinch", 0), ("join_ch", 0), ("joining", 0), ("joinedch", 0), ("join succ", 0), ("ppid~", 0), ("pp_id~", 1)],
    &[("mexception(", 0), ("失败№", 0), ("失败↑", 0), ("wlacc", 0), ("gatewayclient", 4), ("permission", 1)],
    &[("사유", 1), ("ỗi", 0), ("rtm~", 0), ("getlasterr", 1)],
    &[("ogin e", 0), ("ogin f", 0), ("ogin i", 0), ("ogin r", 0), ("isconnected", 1), ("socket_disconn", 9), ("_type 0 ", 3), ("rtc_n-#", 1), ("client_login", 8), ("libagora", 2)],
    &[("ion fail", 1), ("connection_fail", 8), ("validation_fail", 8), ("sdk err", 1), ("call to destr", 5), ("dkver", 0), ("dlopen", 1), ("dllnotf", 2), ("shared object", 7), ("ion type:", 1)],
    &[("didoccurw", 3), ("type.", 1), ("警告", 2), ("o_authorized", 0), ("leav", 0), ("ice info '", 6)],
    &[("ionerr", 0), ("linkerr", 1), ("ilure№", 0), ("connectionfail", 7), ("validationfail", 7), ("eloadev", 0), ("filein", 0), ("file_in", 0), ("captureinfo", 6), ("injected", 0)],
    &[("rtype ", 0), ("otivo", 1), ("(rawvalue", 2), ("mingevent", 3), ("wl_acc", 0), ("mic_key_", 4), ("active_status", 2), ("id_local_stream", 6), ("id_remote_stream", 7), ("ch_remote_stream", 7), ("sdk [err", 2), ("royagora", 0), ("destroyed", 4), ("dk ver", 1), ("dk_ver", 1)],
    &[("ageerr", 1), ("에러", 1), ("異常", 0), ("خطأ", 1), ("ข\u{e49}อผ\u{e34}ดพลาด", 18), ("gine r", 2), ("gine w", 2), ("gine s", 2), ("gine.re", 2), ("new token", 0)],
];
